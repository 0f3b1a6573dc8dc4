/* test-post-history.c - what happened to one post, and who did it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "core-fixture.h"
#include "exm-post-history.h"

static ExmCommand *
label_command (ExmRowId    id,
               const char *name)
{
  g_autoptr(ExmTarget) target = exm_target_new_row (id);

  return exm_command_new_set_label_named (target, name);
}

static char *
dump (ExmDataset *dataset,
      ExmRowId    id,
      guint       limit,
      gboolean   *complete)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) events = exm_dataset_get_post_history_sync (dataset, id, limit, complete, NULL, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < events->len; i++)
    {
      const ExmEvent  *event = events->pdata[i];
      g_autofree char *words = exm_event_format (event);

      g_assert_cmpint (event->time, >, 1500000000);
      g_assert_nonnull (event->step);
      g_string_append_printf (text, "%s: %s\n", event->who != NULL ? event->who : "-", words);
    }
  return g_string_free (text, FALSE);
}

static void
assert_history (ExmDataset *dataset,
                ExmRowId    id,
                const char *expected)
{
  gboolean         complete = FALSE;
  g_autofree char *text = dump (dataset, id, 100, &complete);
  char            *import = strstr (text, "Imported from “test”\n");

  /* What made the file had nobody's name but the account's. */
  if (import != NULL)
    {
      while (import > text && import[-1] != '\n')
        import--;
      *import = '\0';
    }
  g_assert_cmpstr (text, ==, expected);
  g_assert_true (complete);
}

static void
test_one_post (void)
{
  g_autoptr(GFile) file = fixture_file ("story.exemplar");
  ExmDataset *dataset;
  ExmLabelId  two;
  ExmLabelId  four;
  g_autoptr(ExmTarget) target = exm_target_new_row (3);
  g_autofree char *few = NULL;
  gboolean         complete = TRUE;

  fixture_create (file, 5);
  dataset = fixture_open (file);
  exm_dataset_set_who (dataset, "Ada");
  fixture_run (dataset, label_command (3, "Two"));
  fixture_run (dataset, label_command (3, "Four"));
  exm_dataset_set_who (dataset, "");
  fixture_run (dataset, exm_command_new_set_note (target, "why?"));
  fixture_run (dataset, exm_command_new_set_mark (target, EXM_MARK_FLAGGED));
  exm_dataset_set_who (dataset, "Ben");
  fixture_run (dataset, exm_command_new_set_input (3, "Another text"));
  fixture_run (dataset, exm_command_new_hold_split (target, EXM_SPLIT_VALIDATION));
  fixture_run (dataset, label_command (4, "Other")); /* of another post */

  two = exm_label_get_id (exm_dataset_find_label (dataset, "Two"));
  four = exm_label_get_id (exm_dataset_find_label (dataset, "Four"));
  fixture_run (dataset, exm_command_new_label_edit (four, EXM_LABEL_NAME, "Vier"));
  fixture_run (dataset, exm_command_new_label_merge (&four, 1, two));
  fixture_run (dataset, label_command (3, "One"));
  fixture_undo (dataset); /* did not happen */

  assert_history (dataset, 3,
                  "Ben: Label “Vier” merged into “Two”\n"
                  "Ben: Label “Four” renamed to “Vier”\n"
                  "Ben: Split “Validation”\n"
                  "Ben: Post edited\n"
                  "-: Mark “Flagged”\n"
                  "-: Note “why?”\n"
                  "Ada: Label “Two” → “Four”\n"
                  "Ada: Label “Three” → “Two”\n");
  few = dump (dataset, 3, 2, &complete);
  g_assert_cmpstr (few, ==, "Ben: Label “Vier” merged into “Two”\nBen: Label “Four” renamed to “Vier”\n");
  g_assert_false (complete);

  fixture_run (dataset, exm_command_new_label_delete (two));
  fixture_run (dataset, exm_command_new_delete (target));
  fixture_close (dataset);
}

static void
test_added (void)
{
  g_autoptr(GFile) file = fixture_file ("added.exemplar");
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  ExmExample *example = exm_example_new ();
  g_autoptr(ExmReceipt) receipt = NULL;
  ExmDataset *dataset;

  fixture_create (file, 2);
  dataset = fixture_open (file);
  exm_dataset_set_who (dataset, "Ada");
  g_free (example->input);
  example->input = g_strdup ("New");
  g_ptr_array_add (examples, example);
  receipt = fixture_run_receipt (dataset, exm_command_new_add (examples, 0));
  fixture_run (dataset, label_command (receipt->first_row, "One"));
  assert_history (dataset, receipt->first_row, "Ada: Label “One”\nAda: Post added\n");
  fixture_close (dataset);
}

/* Bulk steps write bitmaps and parts; the row is found in them. */
static void
test_bulk (void)
{
  g_autoptr(GFile) file = fixture_file ("bulk.exemplar");
  g_autoptr(ExmQuery) query = exm_query_new ();
  g_autoptr(ExmTarget) all = exm_target_new_query (query, NULL, 0);
  ExmDataset         *dataset;
  g_autofree guint32 *times = NULL;
  gsize               n;
  g_autoptr(GError) error = NULL;

  fixture_create (file, 9000);
  dataset = fixture_open (file);
  exm_dataset_set_who (dataset, "Ada");
  fixture_run (dataset, exm_command_new_set_label_named (all, "One"));
  assert_history (dataset, 8999, "Ada: Label “Three” → “One”\n");
  fixture_run (dataset, label_command (8999, "Two"));
  assert_history (dataset, 8999, "Ada: Label “One” → “Two”\nAda: Label “Three” → “One”\n");

  times = exm_dataset_get_label_times_sync (dataset, &n, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 9001);
  g_assert_cmpuint (times[8999], >, 1500000000);
  g_assert_cmpuint (times[1], ==, 0); /* it had that label already */
  fixture_close (dataset);
}

/* A post's own few changes are found among many of others. */
static void
test_many (void)
{
  const guint n_steps = g_test_perf () ? 100000 : 3000;
  g_autoptr(GFile) file = fixture_file ("many.exemplar");
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *sql = NULL;
  g_autofree char *text = NULL;
  gboolean         complete = FALSE;
  ExmDataset      *dataset;
  gint64           began;

  fixture_create (file, 300);
  dataset = fixture_open (file);
  exm_dataset_set_who (dataset, "Ada");
  fixture_run (dataset, label_command (7, "Two"));
  fixture_run (dataset, label_command (9, "One"));
  fixture_close (dataset);
  /* The same step of another post again and again: writing them one by one waits for the disk. */
  sql = g_strdup_printf ("WITH RECURSIVE more (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM more WHERE i < %u)"
                         " INSERT INTO history (seq, kind, n, a, b, time, n_parts, data, who)"
                         " SELECT h.seq + i, kind, n, a, b, time, n_parts, data, who FROM history h, more"
                         " WHERE h.seq = (SELECT max (seq) FROM history)",
                         n_steps);
  fixture_sql (path, sql);

  dataset = fixture_open (file);
  began = g_get_monotonic_time ();
  text = dump (dataset, 7, 50, &complete);
  g_test_message ("%u steps: %.1f ms", n_steps, (double)(g_get_monotonic_time () - began) / 1000);
  g_assert_true (g_str_has_prefix (text, "Ada: Label “Three” → “Two”\n"));
  g_assert_true (complete);
  fixture_close (dataset);
}

static void
test_cancel (void)
{
  g_autoptr(GFile) file = fixture_file ("cancel.exemplar");
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  ExmDataset *dataset;
  g_autoptr(GError) error = NULL;

  fixture_create (file, 5);
  dataset = fixture_open (file);
  for (guint i = 0; i < 300; i++)
    fixture_run (dataset, label_command (1, i % 2 == 0 ? "One" : "Two"));
  g_cancellable_cancel (cancellable);
  g_assert_null (exm_dataset_get_post_history_sync (dataset, 1, 1000, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_close (dataset);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/post-history/one-post", test_one_post);
  g_test_add_func ("/core/post-history/added", test_added);
  g_test_add_func ("/core/post-history/bulk", test_bulk);
  g_test_add_func ("/core/post-history/many", test_many);
  g_test_add_func ("/core/post-history/cancel", test_cancel);
  return fixture_run_tests ();
}
