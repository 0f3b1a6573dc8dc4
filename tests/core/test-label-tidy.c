/* test-label-tidy.c - labels put in order, each in one step that can be undone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-label-tidy.h"

#include <string.h>

#include "core-fixture.h"

/* Happy 5, Happiness 9, happy 1, Sad 3, Sadness 3, Anger 2, Calm 1, Unused 0; 2 without. */
static ExmDataset *
open_moods (const char *name)
{
  static const struct
  {
    const char *label;
    guint       n;
  } moods[] = { { "Happy", 5 }, { "Happiness", 9 }, { "happy", 1 }, { "Sad", 3 }, { "Sadness", 3 }, { "Anger", 2 }, { "Calm", 1 } };
  g_autoptr(GFile) file = fixture_file (name);
  g_autoptr(GError) error = NULL;
  ExmDataset *dataset;
  ExmRowId    id = 1;

  exm_dataset_create_sync (file, &error);
  g_assert_no_error (error);
  dataset = fixture_open (file);
  for (guint n = 0; n < 26; n++)
    {
      g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
      ExmExample *example = exm_example_new ();

      g_free (example->input);
      example->input = g_strdup_printf ("post %u", n);
      g_ptr_array_add (examples, example);
      fixture_run (dataset, exm_command_new_add (examples, 0));
    }
  for (guint i = 0; i < G_N_ELEMENTS (moods); i++)
    for (guint j = 0; j < moods[i].n; j++)
      {
        g_autoptr(ExmTarget) target = exm_target_new_row (id++);

        fixture_run (dataset, exm_command_new_set_label_named (target, moods[i].label));
      }
  fixture_run (dataset, exm_command_new_label_add ("Unused", 0));
  return dataset;
}

/* "name count name count …" in order. */
static char *
dup_counts (ExmDataset *dataset)
{
  GListModel *labels = exm_dataset_get_labels (dataset);
  GString    *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (labels); i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (labels, i);

      g_string_append_printf (text, "%s%s %u", i > 0 ? ", " : "", exm_label_get_name (label), exm_label_get_count (label));
    }
  return g_string_free (text, FALSE);
}

static void
assert_counts (ExmDataset *dataset,
               const char *expected)
{
  g_autofree char *counts = dup_counts (dataset);

  g_assert_cmpstr (counts, ==, expected);
}

#define MOODS "Happy 5, Happiness 9, happy 1, Sad 3, Sadness 3, Anger 2, Calm 1, Unused 0"

/* Runs it, compares, undoes it in one step, does it again. */
static void
check (ExmDataset *dataset,
       ExmCommand *command,
       const char *step,
       const char *expected)
{
  g_autofree char *before = fixture_dump (dataset);
  g_autofree char *after = NULL;
  g_autoptr(ExmReceipt) receipt = NULL;

  g_assert_nonnull (command);
  receipt = fixture_run_receipt (dataset, command);
  g_assert_cmpstr (receipt->name, ==, step);
  assert_counts (dataset, expected);
  after = fixture_dump (dataset);
  fixture_undo (dataset);
  fixture_assert_dump (dataset, before);
  fixture_redo (dataset);
  fixture_assert_dump (dataset, after);
  fixture_undo (dataset);
}

static GPtrArray *
pick (ExmDataset *dataset,
      const char *one,
      const char *other)
{
  GPtrArray *labels = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (labels, g_object_ref (exm_dataset_find_label (dataset, one)));
  if (other != NULL)
    g_ptr_array_add (labels, g_object_ref (exm_dataset_find_label (dataset, other)));
  return labels;
}

static void
test_groups (void)
{
  ExmDataset *dataset = open_moods ("groups");
  GListModel *labels = exm_dataset_get_labels (dataset);
  g_autoptr(GPtrArray) groups = exm_label_find_groups (labels, NULL);
  g_autoptr(GPtrArray) none = NULL;
  const ExmLabelGroup *group;

  g_assert_cmpuint (groups->len, ==, 2);
  group = groups->pdata[0];
  g_assert_cmpuint (group->count, ==, 15);
  g_assert_cmpuint (group->labels->len, ==, 3);
  g_assert_cmpstr (exm_label_get_name (group->labels->pdata[0]), ==, "Happiness");
  g_assert_cmpstr (exm_label_get_name (group->labels->pdata[2]), ==, "happy");
  group = groups->pdata[1];
  g_assert_cmpstr (exm_label_get_name (group->labels->pdata[0]), ==, "Sad");
  check (dataset, exm_label_merge_groups_command (groups), "Merge 2 Groups of Like Labels",
         "Happiness 15, Sad 6, Anger 2, Calm 1, Unused 0");

  fixture_redo (dataset);
  none = exm_label_find_groups (labels, NULL);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (exm_label_merge_groups_command (none));
  fixture_close (dataset);
}

/* What was said to be different is not suggested again: after a restart neither, and
 * counted as no problem. */
static void
test_apart (void)
{
  ExmDataset *dataset = open_moods ("apart");
  GListModel *labels = exm_dataset_get_labels (dataset);
  const char *apart;
  g_autoptr(GPtrArray) groups = exm_label_find_groups (labels, NULL);
  g_autoptr(GPtrArray) sad = pick (dataset, "Sad", "Sadness");
  g_autoptr(GPtrArray) two = pick (dataset, "happy", "Happiness");
  g_autoptr(GPtrArray) one_left = NULL;
  g_autoptr(GPtrArray) parted = NULL;
  g_autoptr(GFile) file = NULL;

  g_assert_cmpuint (groups->len, ==, 2);
  fixture_run (dataset, exm_label_keep_apart_command (sad, exm_dataset_get_task (dataset)->apart));
  apart = exm_dataset_get_task (dataset)->apart;
  g_assert_true (exm_label_is_apart (apart, "Sadness", "Sad"));
  g_assert_false (exm_label_is_apart (apart, "Sad", "Sa"));
  g_assert_false (exm_label_is_apart (apart, "Sad", "Happy"));
  one_left = exm_label_find_groups (labels, apart);
  g_assert_cmpuint (one_left->len, ==, 1);
  g_assert_cmpuint (((ExmLabelGroup *)one_left->pdata[0])->labels->len, ==, 3);

  /* Of three, two are different: the third stays with one of them. */
  fixture_run (dataset, exm_label_keep_apart_command (two, apart));
  apart = exm_dataset_get_task (dataset)->apart;
  g_assert_true (exm_label_is_apart (apart, "Sad", "Sadness"));
  parted = exm_label_find_groups (labels, apart);
  g_assert_cmpuint (parted->len, ==, 1);
  g_assert_cmpuint (((ExmLabelGroup *)parted->pdata[0])->labels->len, ==, 2);

  /* The file has it: closed, opened again, the same is suggested, and undo still goes. */
  file = g_object_ref (exm_dataset_get_file (dataset));
  g_clear_pointer (&parted, g_ptr_array_unref);
  g_clear_pointer (&one_left, g_ptr_array_unref);
  g_clear_pointer (&groups, g_ptr_array_unref);
  g_ptr_array_set_size (sad, 0);
  g_ptr_array_set_size (two, 0);
  fixture_close (dataset);
  dataset = fixture_open (file);
  apart = exm_dataset_get_task (dataset)->apart;
  g_assert_true (exm_label_is_apart (apart, "Sad", "Sadness"));
  g_assert_true (exm_label_is_apart (apart, "Happiness", "happy"));
  parted = exm_label_find_groups (exm_dataset_get_labels (dataset), apart);
  g_assert_cmpuint (parted->len, ==, 1);
  g_assert_cmpuint (((ExmLabelGroup *)parted->pdata[0])->labels->len, ==, 2);

  fixture_undo (dataset);
  g_assert_false (exm_label_is_apart (exm_dataset_get_task (dataset)->apart, "happy", "Happiness"));
  fixture_undo (dataset);
  g_assert_cmpstr (exm_dataset_get_task (dataset)->apart, ==, "");
  fixture_close (dataset);
}

static void
test_rare (void)
{
  ExmDataset *dataset = open_moods ("rare");
  GListModel *labels = exm_dataset_get_labels (dataset);
  g_autoptr(GPtrArray) rare = exm_label_find_rare (labels, 3, "Other");
  g_autoptr(GPtrArray) some = exm_label_find_rare (labels, 3, "Calm");

  g_assert_cmpuint (rare->len, ==, 3);
  check (dataset, exm_label_gather_command (rare, "Other"), "Put 3 Labels into “Other”",
         "Happy 5, Happiness 9, Sad 3, Sadness 3, Unused 0, Other 4");
  g_assert_cmpuint (some->len, ==, 2);
  check (dataset, exm_label_gather_command (some, "Calm"), "Put 2 Labels into “Calm”",
         "Happy 5, Happiness 9, Sad 3, Sadness 3, Calm 4, Unused 0");
  fixture_close (dataset);
}

static guint
count_rare_rows (ExmDataset *dataset)
{
  g_autoptr(ExmQuery) query = exm_query_new ();
  g_autoptr(ExmRowIds) rows = NULL;
  g_autoptr(GError) error = NULL;

  query->problem = EXM_PROBLEM_RARE_LABEL;
  rows = exm_dataset_query_sync (dataset, query, NULL, &error);
  g_assert_no_error (error);
  return (guint)rows->n_ids;
}

/* Labels that are said to be rare for good are no problem, in numbers and in rows; the
 * one way back is Undo, or a new name. */
static void
test_kept_rare (void)
{
  ExmDataset *dataset = open_moods ("kept-rare");
  GListModel *labels = exm_dataset_get_labels (dataset);
  g_autoptr(GPtrArray) all = exm_label_find_rare_problems (labels, NULL);
  g_autoptr(GPtrArray) calm = pick (dataset, "Calm", NULL);
  g_autoptr(GPtrArray) rest = NULL;
  g_autoptr(GPtrArray) sad = pick (dataset, "Sad", "Sadness");
  const char *apart;

  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_problem[EXM_PROBLEM_RARE_LABEL], ==, 3);
  g_assert_cmpuint (count_rare_rows (dataset), ==, 4);
  check (dataset, exm_label_keep_rare_command (calm, exm_dataset_get_task (dataset)->apart), "Leave “Calm” as It Is", MOODS);
  check (dataset, exm_label_keep_rare_command (all, exm_dataset_get_task (dataset)->apart), "Leave 3 Labels as They Are", MOODS);

  fixture_run (dataset, exm_label_keep_apart_command (sad, exm_dataset_get_task (dataset)->apart));
  fixture_run (dataset, exm_label_keep_rare_command (calm, exm_dataset_get_task (dataset)->apart));
  apart = exm_dataset_get_task (dataset)->apart;
  g_assert_true (exm_label_is_kept_rare (apart, "Calm"));
  g_assert_false (exm_label_is_kept_rare (apart, "Cal"));
  g_assert_false (exm_label_is_kept_rare (apart, "Sad"));
  g_assert_true (exm_label_is_apart (apart, "Sad", "Sadness"));
  rest = exm_label_find_rare_problems (labels, apart);
  g_assert_cmpuint (rest->len, ==, 2);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_problem[EXM_PROBLEM_RARE_LABEL], ==, 2);
  g_assert_cmpuint (count_rare_rows (dataset), ==, 3);
  fixture_undo (dataset);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_problem[EXM_PROBLEM_RARE_LABEL], ==, 3);
  fixture_close (dataset);
}

static void
test_order (void)
{
  ExmDataset *dataset = open_moods ("order");
  GListModel *labels = exm_dataset_get_labels (dataset);
  g_autoptr(GPtrArray) two = pick (dataset, "Sadness", "Happy");

  check (dataset, exm_label_sort_command (labels, EXM_LABEL_BY_COUNT), "Sort Labels by Count",
         "Happiness 9, Happy 5, Sad 3, Sadness 3, Anger 2, happy 1, Calm 1, Unused 0");
  check (dataset, exm_label_sort_command (labels, EXM_LABEL_BY_NAME), "Sort Labels by Name",
         "Anger 2, Calm 1, Happiness 9, Happy 5, happy 1, Sad 3, Sadness 3, Unused 0");
  check (dataset, exm_label_move_command (labels, two, exm_dataset_find_label (dataset, "Calm")), "Move 2 Labels",
         "Happiness 9, happy 1, Sad 3, Anger 2, Happy 5, Sadness 3, Calm 1, Unused 0");
  check (dataset, exm_label_move_command (labels, two, NULL), "Move 2 Labels",
         "Happiness 9, happy 1, Sad 3, Anger 2, Calm 1, Unused 0, Happy 5, Sadness 3");
  assert_counts (dataset, MOODS);
  fixture_close (dataset);
}

static void
shift (ExmDataset *dataset,
       GPtrArray  *moved,
       GListModel *shown,
       gboolean    up,
       const char *expected)
{
  g_autofree char *before = fixture_dump (dataset);
  g_autoptr(ExmReceipt) receipt = fixture_run_receipt (dataset, exm_label_shift_command (moved, shown, up));

  assert_counts (dataset, expected);
  if (receipt->n_rows > 0)
    {
      g_assert_cmpstr (receipt->name, ==, moved->len == 1 ? "Move Label “Happy”" : "Move 2 Labels");
      fixture_undo (dataset);
      fixture_assert_dump (dataset, before);
      fixture_redo (dataset);
    }
  assert_counts (dataset, expected);
}

static void
test_shift (void)
{
  ExmDataset *dataset = open_moods ("shift");
  GListModel *labels = exm_dataset_get_labels (dataset);
  g_autoptr(GListStore) shown = g_list_store_new (EXM_TYPE_LABEL);
  g_autoptr(GPtrArray) happy = pick (dataset, "Happy", NULL);
  g_autoptr(GPtrArray) two = pick (dataset, "Sadness", "Happy");

  shift (dataset, happy, labels, TRUE, MOODS);
  shift (dataset, happy, labels, FALSE, "Happiness 9, Happy 5, happy 1, Sad 3, Sadness 3, Anger 2, Calm 1, Unused 0");
  shift (dataset, two, labels, TRUE, "Happy 5, Sadness 3, Happiness 9, happy 1, Sad 3, Anger 2, Calm 1, Unused 0");
  shift (dataset, two, labels, TRUE, "Happy 5, Sadness 3, Happiness 9, happy 1, Sad 3, Anger 2, Calm 1, Unused 0");

  /* What is not seen is passed over. */
  g_list_store_append (shown, exm_dataset_find_label (dataset, "Happy"));
  g_list_store_append (shown, exm_dataset_find_label (dataset, "Calm"));
  shift (dataset, happy, G_LIST_MODEL (shown), FALSE, "Sadness 3, Happiness 9, happy 1, Sad 3, Anger 2, Calm 1, Happy 5, Unused 0");
  shift (dataset, happy, G_LIST_MODEL (shown), FALSE, "Sadness 3, Happiness 9, happy 1, Sad 3, Anger 2, Calm 1, Happy 5, Unused 0");
  shift (dataset, happy, labels, FALSE, "Sadness 3, Happiness 9, happy 1, Sad 3, Anger 2, Calm 1, Unused 0, Happy 5");
  shift (dataset, happy, labels, FALSE, "Sadness 3, Happiness 9, happy 1, Sad 3, Anger 2, Calm 1, Unused 0, Happy 5");
  fixture_close (dataset);
}

static void
count_runs_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_run_finish (EXM_DATASET (source), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (receipt);
  --*(guint *)user_data;
}

/* Pressed faster than the file is written, each press counts. */
static void
test_shift_at_once (void)
{
  ExmDataset *dataset = open_moods ("shift-at-once");
  GListModel *labels = exm_dataset_get_labels (dataset);
  g_autoptr(GPtrArray) happy = pick (dataset, "Happy", NULL);
  g_autoptr(GFile) file = g_object_ref (exm_dataset_get_file (dataset));
  guint n_open = 0;

  /* Down four times, up once: three places below. */
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(ExmCommand) command = exm_label_shift_command (happy, labels, i == 4);

      n_open++;
      exm_dataset_run_async (dataset, command, NULL, count_runs_cb, &n_open);
    }
  while (n_open > 0)
    g_main_context_iteration (NULL, TRUE);
  fixture_close (dataset);
  dataset = fixture_open (file);
  assert_counts (dataset, "Happiness 9, happy 1, Sad 3, Happy 5, Sadness 3, Anger 2, Calm 1, Unused 0");
  for (guint i = 0; i < 5; i++)
    fixture_undo (dataset);
  assert_counts (dataset, MOODS);
  fixture_close (dataset);
}

static void
test_keys (void)
{
  ExmDataset *dataset = open_moods ("keys");
  GListModel *labels = exm_dataset_get_labels (dataset);
  ExmLabel   *happy = exm_dataset_find_label (dataset, "Happy");
  ExmLabel   *sad = exm_dataset_find_label (dataset, "Sad");

  check (dataset, exm_label_key_command (labels, happy, '4'), "Swap Keys of “Happy” and “Sad”", MOODS);
  fixture_redo (dataset);
  g_assert_cmpuint (exm_label_get_key (happy), ==, '4');
  g_assert_cmpuint (exm_label_get_key (sad), ==, '1');
  fixture_undo (dataset);

  check (dataset, exm_label_key_command (labels, happy, 'x'), "Change Key of Label “Happy”", MOODS);
  fixture_run (dataset, exm_label_key_command (labels, happy, 0));
  fixture_run (dataset, exm_label_key_command (labels, happy, '4'));
  g_assert_cmpuint (exm_label_get_key (happy), ==, '4');
  g_assert_cmpuint (exm_label_get_key (sad), ==, 0);
  check (dataset, exm_label_give_keys_command (labels), "Give 1 Label a Key", MOODS);
  fixture_redo (dataset);
  g_assert_cmpuint (exm_label_get_key (sad), ==, '1');
  g_assert_null (exm_label_give_keys_command (labels));
  fixture_close (dataset);
}

static char *
dup_note (ExmDataset *dataset,
          ExmRowId    id)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmExample) example = exm_dataset_get_example_sync (dataset, id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (example->label, ==, 0);
  return g_strdup (example->note);
}

static void
test_again (void)
{
  ExmDataset *dataset = open_moods ("again");
  g_autoptr(GPtrArray) two = pick (dataset, "Sad", "Anger");
  g_autoptr(ExmTarget) noted = exm_target_new_row (16);
  guint            n_todo = exm_dataset_get_stats (dataset)->n_state[EXM_STATE_TODO];
  g_autofree char *note = NULL;
  g_autofree char *anger = NULL;

  fixture_run (dataset, exm_command_new_set_note (noted, "read it"));
  check (dataset, exm_label_decide_again_command (two), "Decide Again on 5 Posts",
         "Happy 5, Happiness 9, happy 1, Sad 0, Sadness 3, Anger 0, Calm 1, Unused 0");
  fixture_redo (dataset);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_state[EXM_STATE_TODO], ==, n_todo + 5);
  note = dup_note (dataset, 16);
  anger = dup_note (dataset, 22);
  g_assert_cmpstr (note, ==, "read it\nWas “Sad”");
  g_assert_cmpstr (anger, ==, "Was “Anger”");
  fixture_close (dataset);
}

static void
test_delete (void)
{
  ExmDataset *dataset = open_moods ("delete");
  g_autoptr(GPtrArray) sad = pick (dataset, "Sad", NULL);
  g_autoptr(GPtrArray) two = pick (dataset, "Sad", "happy");
  guint n = exm_dataset_get_stats (dataset)->n_examples;

  check (dataset, exm_label_delete_command (sad, EXM_LABEL_POSTS_TO_DO, NULL), "Delete Label “Sad”",
         "Happy 5, Happiness 9, happy 1, Sadness 3, Anger 2, Calm 1, Unused 0");
  check (dataset,
         exm_label_delete_command (two, EXM_LABEL_POSTS_TO_GIVE, exm_dataset_find_label (dataset, "Sadness")),
         "Delete 2 Labels for “Sadness”", "Happy 5, Happiness 9, Sadness 7, Anger 2, Calm 1, Unused 0");
  check (dataset, exm_label_delete_command (two, EXM_LABEL_POSTS_DELETE, NULL), "Delete 2 Labels and Their Posts",
         "Happy 5, Happiness 9, Sadness 3, Anger 2, Calm 1, Unused 0");
  fixture_redo (dataset);
  g_assert_cmpuint (exm_dataset_get_stats (dataset)->n_examples, ==, n - 4);
  fixture_close (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/label-tidy/groups", test_groups);
  g_test_add_func ("/core/label-tidy/apart", test_apart);
  g_test_add_func ("/core/label-tidy/rare", test_rare);
  g_test_add_func ("/core/label-tidy/kept-rare", test_kept_rare);
  g_test_add_func ("/core/label-tidy/order", test_order);
  g_test_add_func ("/core/label-tidy/shift", test_shift);
  g_test_add_func ("/core/label-tidy/shift-at-once", test_shift_at_once);
  g_test_add_func ("/core/label-tidy/keys", test_keys);
  g_test_add_func ("/core/label-tidy/again", test_again);
  g_test_add_func ("/core/label-tidy/delete", test_delete);
  return fixture_run_tests ();
}
