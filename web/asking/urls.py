"""Addresses of asking: the public form, and at the desk the questions that came in."""

from django.urls import path

from web.asking.views import desk, public

urlpatterns = [
    path("ask", public.ask, name="ask"),
    path("ask/beside", public.beside, name="ask-beside"),
    path("asked/<str:public_id>", public.own, name="own-question"),
    path("asked/<str:public_id>/kept.json", public.kept, name="own-question-kept"),
    path("asked/<str:public_id>/erase-address", public.erase_address, name="erase-address"),
    path("asked/<str:public_id>/erase", public.erase_question, name="erase-question"),
    path("q/<slug:slug>/follow", public.follow, name="follow"),
    path("follow/<str:token>", public.follower, name="follower"),
    path("follow/<str:token>/confirm", public.confirm_follower, name="confirm-follower"),
    path("follow/<str:token>/end", public.end_follower, name="end-follower"),
    path("desk/asked", desk.queue, name="asked"),
    path("desk/asked/<int:number>", desk.asked, name="asked-question"),
    path("desk/asked/<int:number>/reword", desk.reword, name="reword-asked"),
    path("desk/asked/<int:number>/publish", desk.publish, name="publish-asked"),
    path("desk/asked/<int:number>/merge", desk.merge, name="merge-asked"),
    path("desk/asked/<int:number>/decline", desk.decline, name="decline-asked"),
    path("desk/questions", desk.questions, name="desk-questions"),
    path("desk/questions/<slug:slug>", desk.question, name="desk-question"),
    path("desk/questions/<slug:slug>/open", desk.open_question, name="open-question"),
    path("desk/questions/<slug:slug>/ask", desk.ask_expert, name="ask-expert"),
    path("desk/questions/<slug:slug>/merge", desk.merge_question, name="merge-question"),
]
