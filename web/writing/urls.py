"""Addresses of writing, at the desk."""

from django.urls import path

from web.writing import views

urlpatterns = [
    path("answers", views.my_answers, name="my-answers"),
    path("answers/new", views.new_answer, name="new-answer"),
    path("answers/<int:number>", views.answer, name="answer"),
    path("answers/<int:number>/preview", views.preview_answer, name="answer-preview"),
    path("answers/<int:number>/history", views.answer_history, name="answer-history"),
    path("answers/<int:number>/submit", views.submit_answer, name="answer-submit"),
    path("answers/<int:number>/statements", views.answer_statements, name="answer-statements"),
    path("answers/<int:number>/appeal", views.appeal_submission, name="answer-appeal"),
    path("answers/<int:number>/renew", views.renew_answer, name="answer-renew"),
    path("answers/<int:number>/withdraw", views.withdraw_answer, name="answer-withdraw"),
    path("requests", views.expert_requests, name="expert-requests"),
    path("requests/<int:number>/decline", views.decline_request, name="decline-request"),
    path("requests/<int:number>/end", views.end_request, name="end-request"),
]
