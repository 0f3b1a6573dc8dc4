/* test-problem-fix.c - what mends each kind of problem: one post, all of them, and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "exm-problem-fix.h"

#include <string.h>

#include "app-test.h"
#include "exm-label-tidy.h"
#include "exm-personal-box.h"
#include "exm-quarantine-line.h"
#include "exm-readiness.h"

static const char broken[] = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Nearly fine\"}]}]";
static const char mended[] = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Nearly fine\"}]},"
                             "{\"role\":\"model\",\"parts\":[{\"text\":\"Calm\"}]}]}";

static const struct
{
  const char *text;
  const char *label;
  const char *system;
} posts[] = {
  { "Coffee first, then the news", "Calm", NULL },                                  /* 1 */
  { "Coffee first, then the news", "Calm", NULL },                                  /* 2: a copy */
  { "Coffee first, then the news", "Calm", NULL },                                  /* 3: another */
  { "", "Calm", NULL },                                                             /* 4: empty */
  { " ", "Calm", NULL },                                                            /* 5: empty as well */
  { "Bonjour, il pleut", "Calm", "Answer in French" },                              /* 6: another system instruction */
  { "Salut, il neige", "Calm", "Answer in French" },                                /* 7: another */
  { "Broken \357\277\275text", "Happy", NULL },                                     /* 8: odd characters, a rare label */
  { "A post that is much longer than the others are, and goes on", "Angry", NULL }, /* 9: too long, a rare label */
};

static gboolean
fill_each (ExmImportSink *sink,
           gpointer       user_data,
           GCancellable  *cancellable,
           GError       **error)
{
  ExmQuarantineLine line = { .line = 10, .bytes = broken, .n_bytes = strlen (broken), .reason = "syntax", .message = "It ends too early" };

  for (guint i = 0; i < G_N_ELEMENTS (posts); i++)
    {
      ExmImportRow row = { 0 };

      row.input = posts[i].text;
      row.input_length = strlen (posts[i].text);
      row.label = exm_import_sink_label (sink, posts[i].label, strlen (posts[i].label));
      row.system = posts[i].system;
      row.has_system = posts[i].system != NULL;
      row.system_length = posts[i].system != NULL ? strlen (posts[i].system) : 0;
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return exm_import_sink_quarantine (sink, &line, error);
}

typedef struct
{
  ExmDataset *dataset;
  ExmProblem  problem;
  guint       n;
} Count;

static gboolean
has_count (gpointer user_data)
{
  const Count *count = user_data;

  return exm_dataset_get_stats (count->dataset)->n_problem[count->problem] == count->n;
}

/* Runs it, looks at what is left of the problem, and takes it back. */
static void
mend (ExmDataset *dataset,
      ExmProblem  problem,
      ExmCommand *command,
      guint       n_before,
      guint       n_after)
{
  Count before = { dataset, problem, n_before };
  Count after = { dataset, problem, n_after };
  g_autoptr(GError) error = NULL;

  g_test_message ("%s: %u, then %u", exm_problem_to_code (problem), n_before, n_after);
  g_assert_nonnull (command);
  app_test_wait (has_count, &before);
  exm_receipt_free (exm_dataset_run_sync (dataset, command, &error));
  g_assert_no_error (error);
  exm_command_unref (command);
  app_test_wait (has_count, &after);
  exm_receipt_free (exm_dataset_undo_sync (dataset, &error));
  g_assert_no_error (error);
  app_test_wait (has_count, &before);
}

/* One post, all of them, and both taken back. */
static void
test_each_kind (void)
{
  static const struct
  {
    ExmProblem problem;
    ExmRowId   row;
    guint      n;
  } kinds[] = {
    { EXM_PROBLEM_DUPLICATE, 2, 2 },
    { EXM_PROBLEM_EMPTY, 4, 2 },
    { EXM_PROBLEM_OTHER_SYSTEM, 6, 2 },
    { EXM_PROBLEM_TOO_LONG, 9, 1 },
  };
  ExmDataset *dataset = app_test_dataset_fill (fill_each, NULL);
  g_autoptr(GPtrArray) rare = NULL;
  g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func (g_object_unref);

  exm_dataset_set_token_limit (dataset, 14);
  app_test_settle (50);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_assert_nonnull (exm_problem_fix_one_name (kinds[i].problem));
      mend (dataset, kinds[i].problem, exm_problem_fix_one_command (kinds[i].problem, kinds[i].row), kinds[i].n, kinds[i].n - 1);
      mend (dataset, kinds[i].problem, exm_problem_fix_command (dataset, kinds[i].problem), kinds[i].n, 0);
    }

  rare = exm_label_find_rare_problems (exm_dataset_get_labels (dataset), exm_dataset_get_task (dataset)->apart);
  g_assert_cmpuint (rare->len, ==, 2);
  g_ptr_array_add (one, g_object_ref (rare->pdata[0]));
  mend (dataset, EXM_PROBLEM_RARE_LABEL, exm_label_gather_command (one, "Calm"), 2, 1);
  mend (dataset, EXM_PROBLEM_RARE_LABEL, exm_label_gather_command (rare, "Calm"), 2, 0);
  mend (dataset, EXM_PROBLEM_RARE_LABEL, exm_label_keep_rare_command (one, ""), 2, 1);
  mend (dataset, EXM_PROBLEM_RARE_LABEL, exm_label_keep_rare_command (rare, ""), 2, 0);
  app_test_dataset_close (dataset);
}

static void
test_odd_characters (void)
{
  ExmDataset    *dataset = app_test_dataset_fill (fill_each, NULL);
  const ExmRowId row = 8;
  g_autoptr(ExmQuery) query = exm_query_new_rows (&row, 1);
  g_autoptr(ExmCommand) command = exm_odd_remove_command (query);
  g_autoptr(ExmExample) clean = NULL;
  g_autoptr(ExmExample) again = NULL;
  g_autoptr(GError) error = NULL;

  exm_receipt_free (exm_dataset_run_sync (dataset, command, &error));
  g_assert_no_error (error);
  clean = exm_dataset_get_example_sync (dataset, row, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (clean->input, ==, "Broken text");
  exm_receipt_free (exm_dataset_undo_sync (dataset, &error));
  g_assert_no_error (error);
  again = exm_dataset_get_example_sync (dataset, row, &error);
  g_assert_cmpstr (again->input, ==, posts[row - 1].text);
  app_test_dataset_close (dataset);
}

typedef struct
{
  ExmCommand *command;
  gboolean    is_done;
} Taken;

static void
taken_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Taken *taken = user_data;
  g_autoptr(GError) error = NULL;

  taken->command = exm_quarantine_take_all_finish (EXM_DATASET (source), result, &error);
  taken->is_done = TRUE;
  g_assert_no_error (error);
}

static gboolean
is_done (gpointer user_data)
{
  return ((Taken *)user_data)->is_done;
}

/* Returns: (transfer full) (nullable) */
static ExmCommand *
take_all (ExmDataset *dataset)
{
  Taken taken = { NULL, FALSE };

  exm_quarantine_take_all_async (dataset, NULL, taken_cb, &taken);
  app_test_wait (is_done, &taken);
  return taken.command;
}

/* A line that is mended becomes an example; one that is not says why; all are tried as
 * they stand in the file. */
static void
test_quarantine (void)
{
  ExmDataset *dataset = app_test_dataset_fill (fill_each, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) lines = exm_dataset_get_quarantine_sync (dataset, 10, &error);
  g_autoptr(ExmCommand) all = NULL;
  g_autoptr(ExmCommand) edit = NULL;
  g_autoptr(ExmCommand) take = NULL;
  g_autoptr(GBytes) bytes = g_bytes_new_static (mended, strlen (mended));
  g_autofree char *shown = NULL;
  g_autofree char *message = NULL;
  g_autofree char *none = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 1);
  shown = exm_quarantine_line_dup_text (lines->pdata[0]);
  g_assert_cmpstr (shown, ==, broken);
  g_assert_null (exm_quarantine_line_take_command (dataset, lines->pdata[0], shown, &message));
  g_assert_nonnull (message);
  g_assert_null (take_all (dataset));

  take = exm_quarantine_line_take_command (dataset, lines->pdata[0], mended, &none);
  g_assert_nonnull (take);
  exm_receipt_free (exm_dataset_run_sync (dataset, take, &error));
  g_assert_no_error (error);
  app_test_settle (20);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_quarantined, ==, 0);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_examples, ==, G_N_ELEMENTS (posts) + 1);
  exm_receipt_free (exm_dataset_undo_sync (dataset, &error));
  app_test_settle (20);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_quarantined, ==, 1);

  edit = exm_command_new_quarantine_edit (((ExmQuarantined *)lines->pdata[0])->id, bytes);
  exm_receipt_free (exm_dataset_run_sync (dataset, edit, &error));
  g_assert_no_error (error);
  all = take_all (dataset);
  g_assert_nonnull (all);
  exm_receipt_free (exm_dataset_run_sync (dataset, all, &error));
  g_assert_no_error (error);
  app_test_settle (20);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_quarantined, ==, 0);
  app_test_dataset_close (dataset);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  if (!app_test_has_display ())
    return app_test_skip_all ();

  g_test_add_func ("/app/problem-fix/each-kind", test_each_kind);
  g_test_add_func ("/app/problem-fix/odd-characters", test_odd_characters);
  g_test_add_func ("/app/problem-fix/quarantine", test_quarantine);
  return g_test_run ();
}
