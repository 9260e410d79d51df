"""The pages of asking: in public (public.py), at the desk (desk.py)."""
