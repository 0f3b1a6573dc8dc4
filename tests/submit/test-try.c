/* test-try.c - base and tuned model side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-jobs.h"
#include "exm-try.h"
#include "submit-fixture.h"

static void
piece_cb (guint       index,
          const char *text,
          gpointer    user_data)
{
  GString **texts = user_data;

  g_string_append (texts[index], text);
}

typedef struct
{
  GMainLoop *loop;
  GPtrArray *outcomes;

  GCancellable *cancellable;
  guint         n_pieces;
} Waiting;

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Waiting *waiting = user_data;
  g_autoptr(GError) error = NULL;

  waiting->outcomes = exm_try_ask_all_finish (EXM_DATASET (source), result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (waiting->loop);
}

static void
test_side_by_side (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (40);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(GPtrArray) questions = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_try_question_free);
  g_autoptr(GPtrArray) tries = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  GString       *texts[3] = { g_string_new (NULL), g_string_new (NULL), g_string_new (NULL) };
  Waiting        waiting = { .loop = loop };
  ExmTryOutcome *outcome;
  const char    *note = "";

  service_start (&service);
  run = fixture_run_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      ExmTryQuestion *question = exm_try_question_new (exm_submit_run_get_submission (run), "awful terrible traffic");

      question->base = i == 1;
      question->checkpoint = i == 2 ? g_strdup ("1") : NULL;
      g_ptr_array_add (questions, question);
    }
  exm_try_ask_all_async (dataset, service.google, service.catalogue, questions, piece_cb, texts, NULL, NULL, asked_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_cmpuint (waiting.outcomes->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      outcome = g_ptr_array_index (waiting.outcomes, i);
      g_assert_no_error (outcome->error);
      /* The pieces make up the answer. */
      g_assert_cmpstr (texts[i]->str, ==, outcome->answer->answer);
      g_assert_true (outcome->answer->base == (i == 1));
    }
  outcome = g_ptr_array_index (waiting.outcomes, 0);
  g_assert_cmpstr (outcome->answer->value, ==, "Negative");
  outcome = g_ptr_array_index (waiting.outcomes, 1);
  g_assert_nonnull (strstr (outcome->answer->answer, "has not learnt anything"));
  g_assert_nonnull (strstr (outcome->answer->endpoint, "/publishers/google/models/"));
  tries = exm_try_list_sync (dataset, &error);
  g_assert_cmpuint (tries->len, ==, 3);
  g_ptr_array_unref (waiting.outcomes);

  /* One that fails does not stop the other. */
  g_free (((ExmTryQuestion *)g_ptr_array_index (questions, 0))->checkpoint);
  {
    const ExmPracticeFault fault = { .kind = EXM_PRACTICE_FAULT_STATUS, .method = "POST", .path = "/publishers/", .times = 9, .status = 403 };

    ((ExmTryQuestion *)g_ptr_array_index (questions, 0))->checkpoint = NULL;
    exm_practice_add_fault (service.practice, &fault);
    waiting.outcomes = exm_try_ask_all_sync (dataset, service.google, NULL, questions, NULL, NULL, NULL, &error);
    g_assert_no_error (error);
    outcome = g_ptr_array_index (waiting.outcomes, 0);
    g_assert_no_error (outcome->error);
    outcome = g_ptr_array_index (waiting.outcomes, 1);
    g_assert_error (outcome->error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_DENIED);
    g_ptr_array_unref (waiting.outcomes);
  }

  g_assert_cmpint (exm_try_get_temperature (service.catalogue, "gemini-2.5-flash", &note), ==, EXM_TEMPERATURE_HONOURED);
  g_assert_null (note);
  g_assert_cmpint (exm_try_get_temperature (service.catalogue, "gemini-3.1-flash-lite", &note), ==, EXM_TEMPERATURE_NOTED);
  g_assert_nonnull (note);
  g_assert_cmpint (exm_try_get_temperature (service.catalogue, "gemini-3.5-flash-lite", &note), ==, EXM_TEMPERATURE_IGNORED);
  g_assert_nonnull (note);
  for (guint i = 0; i < 3; i++)
    g_string_free (texts[i], TRUE);
  service_stop (&service);
}

/* Cancel after the first piece: nothing comes any more, on neither side. */
static void
first_piece_cb (guint       index,
                const char *text,
                gpointer    user_data)
{
  Waiting *waiting = user_data;

  g_assert_false (g_cancellable_is_cancelled (waiting->cancellable));
  waiting->n_pieces++;
  g_cancellable_cancel (waiting->cancellable);
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Waiting *waiting = user_data;
  g_autoptr(GError) error = NULL;

  g_assert_null (exm_try_ask_all_finish (EXM_DATASET (source), result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_main_loop_quit (waiting->loop);
}

static void
test_cancel (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (40);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(GPtrArray) questions = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_try_question_free);
  g_autoptr(GPtrArray) tries = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  Waiting         waiting = { .loop = loop, .cancellable = cancellable };
  ExmTryQuestion *question;
  gint64          began;

  service_start (&service);
  run = fixture_run_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_no_error (error);
  question = exm_try_question_new (exm_submit_run_get_submission (run), "some words");
  question->base = TRUE;
  g_ptr_array_add (questions, question);
  /* A quarter of a second between pieces. */
  exm_practice_set_speed (service.practice, 1);
  began = g_get_monotonic_time ();
  exm_try_ask_all_async (dataset, service.google, service.catalogue, questions, first_piece_cb, &waiting, NULL, cancellable,
                         cancelled_cb, &waiting);
  g_main_loop_run (loop);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 600 * 1000);
  g_assert_cmpuint (waiting.n_pieces, ==, 1);
  tries = exm_try_list_sync (dataset, &error);
  g_assert_cmpuint (tries->len, ==, 0);
  /* The service is well and answers the next one whole. */
  exm_practice_set_speed (service.practice, 200);
  g_clear_pointer (&tries, g_ptr_array_unref);
  tries = exm_try_ask_all_sync (dataset, service.google, NULL, questions, NULL, NULL, NULL, &error);
  g_assert_no_error (((ExmTryOutcome *)g_ptr_array_index (tries, 0))->error);
  g_assert_null (((ExmTryOutcome *)g_ptr_array_index (tries, 0))->answer->problem);
  service_stop (&service);
}

/* The service breaks the connection, or ends, in the middle of an answer. */
static void
test_cut (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (40);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run = NULL;
  g_autoptr(GPtrArray) questions = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_try_question_free);
  g_autoptr(GPtrArray) outcomes = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  const ExmPracticeFault fault = { .kind = EXM_PRACTICE_FAULT_CUT_AFTER, .path = ":streamGenerateContent", .times = 9 };
  const ExmHttpPace      quick = { 2, 1, 4, 200 };
  Waiting                waiting = { .loop = loop, .cancellable = cancellable };
  ExmTryQuestion        *question;

  service_start (&service);
  exm_http_set_pace (exm_google_get_http (service.google), &quick);
  run = fixture_run_new (&service, dataset);
  g_assert_true (exm_submit_run_run_sync (run, TRUE, NULL, &error));
  g_assert_no_error (error);
  question = exm_try_question_new (exm_submit_run_get_submission (run), "some words");
  question->base = TRUE;
  g_ptr_array_add (questions, question);
  exm_practice_set_speed (service.practice, 20);
  exm_practice_add_fault (service.practice, &fault);
  outcomes = exm_try_ask_all_sync (dataset, service.google, NULL, questions, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_error (((ExmTryOutcome *)g_ptr_array_index (outcomes, 0))->error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CONNECTION);
  /* Pieces that were still to come do no harm. */
  g_usleep (100 * 1000);
  exm_practice_clear_faults (service.practice);
  g_clear_pointer (&outcomes, g_ptr_array_unref);
  outcomes = exm_try_ask_all_sync (dataset, service.google, NULL, questions, NULL, NULL, NULL, &error);
  g_assert_no_error (((ExmTryOutcome *)g_ptr_array_index (outcomes, 0))->error);

  exm_practice_set_speed (service.practice, 1);
  exm_try_ask_all_async (dataset, service.google, NULL, questions, first_piece_cb, &waiting, NULL, cancellable, cancelled_cb, &waiting);
  while (waiting.n_pieces == 0)
    g_main_context_iteration (NULL, TRUE);
  exm_practice_stop (service.practice);
  g_main_loop_run (loop);
  service_stop (&service);
}

static void
add_tests (void)
{
  g_test_add_func ("/submit/try/side-by-side", test_side_by_side);
  g_test_add_func ("/submit/try/cancel", test_cancel);
  g_test_add_func ("/submit/try/cut", test_cut);
}

int
main (int   argc,
      char *argv[])
{
  return fixture_main (argc, argv, add_tests);
}
