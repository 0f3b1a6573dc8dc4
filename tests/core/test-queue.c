/* test-queue.c - nothing is decided twice, left out, or given to the wrong post
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-pace.h"
#include "exm-queue.h"

#include <string.h>

#include "core-fixture.h"

/* Of every four rows of the fixture, the fourth (ids 4, 8, …) has no label. */
#define N_ROWS 400
#define N_TODO (N_ROWS / 4)

typedef struct
{
  ExmDataset *dataset;
  ExmQueue   *queue;
  guint       n_moved;
  guint       n_gone;
} Fixture;

static gboolean
tick (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Runs the loop until @condition holds; fails after 20 s. */
#define WAIT(condition)                                                  \
  G_STMT_START                                                           \
  {                                                                      \
    gint64 deadline = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND; \
    guint  tick_id = g_timeout_add (5, tick, NULL);                      \
    while (!(condition))                                                 \
      {                                                                  \
        g_assert_cmpint (g_get_monotonic_time (), <, deadline);          \
        g_main_context_iteration (NULL, TRUE);                           \
      }                                                                  \
    g_source_remove (tick_id);                                           \
  }                                                                      \
  G_STMT_END

static void
moved_cb (Fixture *fixture)
{
  fixture->n_moved++;
}

static void
gone_cb (Fixture *fixture)
{
  fixture->n_gone++;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  static guint     n_files;
  g_autofree char *name = g_strdup_printf ("queue-%u.exemplar", n_files++);
  g_autoptr(GFile) file = fixture_file (name);

  fixture_create (file, N_ROWS);
  fixture->dataset = fixture_open (file);
  fixture->queue = exm_queue_new (fixture->dataset);
  g_signal_connect_swapped (fixture->queue, "moved", G_CALLBACK (moved_cb), fixture);
  g_signal_connect_swapped (fixture->queue, "gone", G_CALLBACK (gone_cb), fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  WAIT (!exm_dataset_is_saving (fixture->dataset));
  g_object_add_weak_pointer (G_OBJECT (fixture->queue), (gpointer *)&fixture->queue);
  g_object_unref (fixture->queue);
  /* What is being read has a reference until it is there. */
  WAIT (fixture->queue == NULL);
  fixture_close (fixture->dataset);
}

static void
start (Fixture        *fixture,
       const ExmQuery *query,
       ExmQueueOrder   order,
       guint64         seed)
{
  exm_queue_start (fixture->queue, query, order, seed, NULL);
  WAIT (!exm_queue_is_loading (fixture->queue) && exm_queue_get_example (fixture->queue) != NULL);
}

typedef struct
{
  ExmQueue *queue;
  ExmRowId  id;
} Ran;

static void
ran_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  Ran *ran = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_run_finish (EXM_DATASET (source), result, &error);

  g_assert_no_error (error);
  exm_queue_decided (ran->queue, ran->id, receipt != NULL);
  g_object_unref (ran->queue);
  g_free (ran);
}

/* As the window does it: the command goes its way, the next row is there at once. */
static void
decide (Fixture    *fixture,
        ExmDecision decision,
        guint       value,
        const char *text)
{
  Ran *ran = g_new0 (Ran, 1);
  g_autoptr(ExmCommand) command = NULL;

  ran->queue = g_object_ref (fixture->queue);
  ran->id = exm_queue_get_current (fixture->queue);
  command = exm_queue_decide (fixture->queue, decision, value, text);
  g_assert_nonnull (command);
  exm_dataset_run_async (fixture->dataset, command, NULL, ran_cb, ran);
}

static void
label (Fixture   *fixture,
       ExmLabelId id)
{
  decide (fixture, EXM_DECISION_LABEL, id, NULL);
  exm_queue_advance (fixture->queue);
}

static ExmLabelId
stored_label (Fixture *fixture,
              ExmRowId id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmExample) example = exm_dataset_get_example_sync (fixture->dataset, id, &error);

  g_assert_no_error (error);
  return example->label;
}

static void
test_every_key_to_its_post (Fixture      *fixture,
                            gconstpointer data)
{
  ExmLabelId given[N_TODO];
  ExmRowId   rows[N_TODO];

  start (fixture, NULL, EXM_QUEUE_AS_LISTED, 0);
  g_assert_cmpuint (exm_queue_get_n_total (fixture->queue), ==, N_TODO);
  for (guint i = 0; i < N_TODO; i++)
    {
      given[i] = (ExmLabelId)g_test_rand_int_range (1, 4);
      rows[i] = exm_queue_get_current (fixture->queue);
      g_assert_cmpuint (rows[i], ==, 4 * (i + 1));
      /* What was read ahead is there; else the key waits for it. */
      WAIT (exm_queue_get_example (fixture->queue) != NULL);
      g_assert_cmpuint (exm_queue_get_example (fixture->queue)->id, ==, rows[i]);
      label (fixture, given[i]);
      g_assert_cmpuint (exm_queue_get_n_left (fixture->queue), ==, N_TODO - i - 1);
    }
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 0);
  WAIT (!exm_dataset_is_saving (fixture->dataset));
  for (guint i = 0; i < N_TODO; i++)
    g_assert_cmpuint (stored_label (fixture, rows[i]), ==, given[i]);
  WAIT (exm_dataset_get_stats (fixture->dataset)->n_state[EXM_STATE_TODO] == 0);
}

static void
test_back_and_on (Fixture      *fixture,
                  gconstpointer data)
{
  start (fixture, NULL, EXM_QUEUE_AS_LISTED, 0);
  label (fixture, 1);
  WAIT (exm_queue_get_example (fixture->queue) != NULL);
  label (fixture, 2);
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 12);
  g_assert_true (exm_queue_back (fixture->queue));
  g_assert_true (exm_queue_back (fixture->queue));
  g_assert_false (exm_queue_back (fixture->queue));
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 4);
  g_assert_cmpuint (exm_queue_get_example (fixture->queue)->label, ==, 1);

  /* Decided anew: the work goes on where it was left. */
  label (fixture, 3);
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 12);
  g_assert_cmpuint (exm_queue_get_n_left (fixture->queue), ==, N_TODO - 2);

  /* Passed over is not decided. */
  g_assert_true (exm_queue_forward (fixture->queue));
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 16);
  g_assert_cmpuint (exm_queue_get_n_left (fixture->queue), ==, N_TODO - 2);
  WAIT (!exm_dataset_is_saving (fixture->dataset));
  g_assert_cmpuint (stored_label (fixture, 4), ==, 3);
}

static void
test_passed_comes_again (Fixture      *fixture,
                         gconstpointer data)
{
  start (fixture, NULL, EXM_QUEUE_AS_LISTED, 0);
  g_assert_true (exm_queue_forward (fixture->queue)); /* past 4 */
  for (guint i = 1; i < N_TODO; i++)
    {
      WAIT (exm_queue_get_example (fixture->queue) != NULL);
      label (fixture, 1);
    }
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 4);
  /* The only one left cannot be passed. */
  g_assert_false (exm_queue_forward (fixture->queue));
  WAIT (exm_queue_get_example (fixture->queue) != NULL);
  label (fixture, 1);
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 0);
}

static void
test_undo (Fixture      *fixture,
           gconstpointer data)
{
  start (fixture, NULL, EXM_QUEUE_AS_LISTED, 0);
  label (fixture, 1);
  WAIT (!exm_dataset_is_saving (fixture->dataset));
  g_assert_true (exm_queue_is_decided (fixture->queue, 4));
  fixture_undo (fixture->dataset);
  WAIT (!exm_queue_is_decided (fixture->queue, 4));
  g_assert_cmpuint (exm_queue_get_n_left (fixture->queue), ==, N_TODO);
  exm_queue_go_to (fixture->queue, 4);
  WAIT (exm_queue_get_example (fixture->queue) != NULL && exm_queue_get_example (fixture->queue)->label == 0);
  label (fixture, 2);
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 8);
}

static void
test_others_work_too (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr(ExmTarget) eight = exm_target_new_row (8);
  g_autoptr(ExmTarget) four = exm_target_new_row (4);

  start (fixture, NULL, EXM_QUEUE_AS_LISTED, 0);
  /* The next one is labelled elsewhere: it does not come. */
  fixture_run (fixture->dataset, exm_command_new_set_label (eight, 2));
  WAIT (exm_queue_peek (fixture->queue, 8) != NULL && exm_queue_peek (fixture->queue, 8)->label == 2);
  g_assert_true (exm_queue_forward (fixture->queue));
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 12);

  /* The current one is deleted elsewhere. */
  g_assert_true (exm_queue_back (fixture->queue));
  fixture_run (fixture->dataset, exm_command_new_delete (four));
  WAIT (fixture->n_gone == 1);
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 12);
  WAIT (exm_queue_get_n_total (fixture->queue) == N_TODO - 2);
  g_assert_cmpuint (exm_queue_get_n_left (fixture->queue), ==, N_TODO - 2);

  /* It comes back with undo, and is to do. */
  fixture_undo (fixture->dataset);
  WAIT (exm_queue_get_n_total (fixture->queue) == N_TODO - 1);
}

static void
test_failed_is_to_do (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr(ExmCommand) command = NULL;

  start (fixture, NULL, EXM_QUEUE_AS_LISTED, 0);
  command = exm_queue_decide (fixture->queue, EXM_DECISION_LABEL, 1, NULL);
  exm_queue_advance (fixture->queue);
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 8);
  exm_queue_decided (fixture->queue, 4, FALSE);
  g_assert_false (exm_queue_is_decided (fixture->queue, 4));
  WAIT (exm_queue_peek (fixture->queue, 4)->label == 0);
  g_assert_cmpuint (exm_queue_get_n_left (fixture->queue), ==, N_TODO);
}

static void
test_skip_is_taken_off_by_a_label (Fixture      *fixture,
                                   gconstpointer data)
{
  start (fixture, NULL, EXM_QUEUE_AS_LISTED, 0);
  decide (fixture, EXM_DECISION_MARK, EXM_MARK_SKIPPED, NULL);
  exm_queue_advance (fixture->queue);
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 8);
  g_assert_true (exm_queue_back (fixture->queue));
  label (fixture, 1);
  WAIT (!exm_dataset_is_saving (fixture->dataset));

  g_autoptr(ExmExample) example = exm_dataset_get_example_sync (fixture->dataset, 4, NULL);

  g_assert_cmpuint (example->label, ==, 1);
  g_assert_cmpint (example->mark, ==, EXM_MARK_NONE);
  /* Both in one step. */
  fixture_undo (fixture->dataset);

  g_autoptr(ExmExample) before = exm_dataset_get_example_sync (fixture->dataset, 4, NULL);

  g_assert_cmpint (before->mark, ==, EXM_MARK_SKIPPED);
}

static void
test_query_serves_each_once (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr(ExmQuery) query = exm_query_new_label (1);

  start (fixture, query, EXM_QUEUE_AS_LISTED, 0);
  g_assert_cmpuint (exm_queue_get_n_total (fixture->queue), ==, N_ROWS / 4);
  for (guint i = 0; i < N_ROWS / 4; i++)
    {
      g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 4 * i + 1);
      WAIT (exm_queue_get_example (fixture->queue) != NULL);
      label (fixture, i % 2 == 0 ? 1 : 2);
    }
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, 0);
  g_assert_cmpuint (exm_queue_get_n_left (fixture->queue), ==, 0);
}

static void
test_orders (Fixture      *fixture,
             gconstpointer data)
{
  guint longest = 0;

  start (fixture, NULL, EXM_QUEUE_SHORTEST, 0);
  for (guint i = 0; i < 20; i++)
    {
      const ExmExample *example;

      WAIT (exm_queue_get_example (fixture->queue) != NULL);
      example = exm_queue_get_example (fixture->queue);
      g_assert_cmpuint (strlen (example->input), >=, longest);
      longest = (guint)strlen (example->input);
      exm_queue_forward (fixture->queue);
    }
  start (fixture, NULL, EXM_QUEUE_SHUFFLED, 7);

  ExmRowId first = exm_queue_get_current (fixture->queue);

  g_assert_cmpuint (exm_queue_get_n_total (fixture->queue), ==, N_TODO);
  start (fixture, NULL, EXM_QUEUE_SHUFFLED, 7);
  g_assert_cmpuint (exm_queue_get_current (fixture->queue), ==, first);
}

static void
test_shuffle (void)
{
  ExmRowId few[1000], many[1001], other[1000];
  guint    n_same = 0;
  guint64  sum = 0;

  for (guint i = 0; i < 1001; i++)
    many[i] = i + 1;
  memcpy (few, many, sizeof few);
  memcpy (other, many, sizeof other);
  exm_queue_shuffle_ids (few, 1000, 1);
  exm_queue_shuffle_ids (many, 1001, 1);
  exm_queue_shuffle_ids (other, 1000, 2);
  /* One more leaves the others in their order. */
  for (guint i = 0, j = 0; i < 1001; i++)
    if (many[i] != 1001)
      g_assert_cmpuint (many[i], ==, few[j++]);
  for (guint i = 0; i < 1000; i++)
    {
      sum += few[i];
      n_same += few[i] == other[i];
    }
  g_assert_cmpuint (sum, ==, 1000 * 1001 / 2);
  g_assert_cmpuint (n_same, <, 20);
}

static void
test_rank (void)
{
  ExmRowId       ids[] = { 1, 2, 3, 4, 5, 6 };
  const ExmRowId first[] = { 5, 9, 2, 5 };
  const ExmRowId wanted[] = { 5, 2, 1, 3, 4, 6 };

  exm_queue_rank_ids (ids, G_N_ELEMENTS (ids), first, G_N_ELEMENTS (first));
  g_assert_cmpmem (ids, sizeof ids, wanted, sizeof wanted);
}

static void
test_pace (void)
{
  g_autoptr(ExmPace) pace = exm_pace_new ();
  gint64 now = 1000 * G_TIME_SPAN_SECOND;

  g_assert_cmpint (exm_pace_get_time_left (pace, 10), ==, -1);
  for (guint i = 0; i < 20; i++)
    exm_pace_add (pace, now += 2 * G_TIME_SPAN_SECOND);
  g_assert_cmpfloat_with_epsilon (exm_pace_get_per_hour (pace), 1800, 0.01);
  /* An hour's lunch is no work. */
  exm_pace_add (pace, now += 3600 * G_TIME_SPAN_SECOND);
  g_assert_cmpfloat_with_epsilon (exm_pace_get_per_hour (pace), 1800, 0.01);
  g_assert_cmpint (exm_pace_get_time_left (pace, 90), ==, 180);
  /* Only the last minutes count. */
  for (guint i = 0; i < 400; i++)
    exm_pace_add (pace, now += G_TIME_SPAN_SECOND);
  g_assert_cmpfloat_with_epsilon (exm_pace_get_per_hour (pace), 3600, 0.01);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
#define ADD(path, func) g_test_add ("/core/queue/" path, Fixture, NULL, set_up, func, tear_down)
  ADD ("every-key-to-its-post", test_every_key_to_its_post);
  ADD ("back-and-on", test_back_and_on);
  ADD ("passed-comes-again", test_passed_comes_again);
  ADD ("undo", test_undo);
  ADD ("others-work-too", test_others_work_too);
  ADD ("failed-is-to-do", test_failed_is_to_do);
  ADD ("skip-is-taken-off-by-a-label", test_skip_is_taken_off_by_a_label);
  ADD ("query-serves-each-once", test_query_serves_each_once);
  ADD ("orders", test_orders);
  g_test_add_func ("/core/queue/shuffle", test_shuffle);
  g_test_add_func ("/core/queue/rank", test_rank);
  g_test_add_func ("/core/pace", test_pace);
  return fixture_run_tests ();
}
