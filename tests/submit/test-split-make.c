/* test-split-make.c - splits of datasets: what belongs together stays together
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "exm-personal.h"
#include "exm-review-marks.h"
#include "exm-split-make.h"
#include "submit-fixture.h"


static ExmDataset *
open_posts (GPtrArray *examples)
{
  static guint     number = 0;
  g_autofree char *name = g_strdup_printf ("split-%u" EXM_DATASET_EXTENSION, number++);
  g_autofree char *path = g_build_filename (fixture_folder (), name, NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  ExmDataset *dataset;
  g_autoptr(ExmCommand) command = NULL;
  g_autoptr(ExmReceipt) receipt = NULL;

  g_assert_true (exm_dataset_create_sync (file, &error));
  dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);
  command = exm_command_new_add (examples, 0);
  receipt = exm_dataset_run_sync (dataset, command, &error);
  g_assert_no_error (error);
  return dataset;
}

static void
add_post (GPtrArray  *examples,
          const char *text,
          const char *output,
          const char *author,
          const char *thread)
{
  ExmExample *example = exm_example_new ();

  g_free (example->input);
  example->input = g_strdup (text);
  example->output = g_strdup (output);
  example->author = g_strdup (author);
  example->thread = g_strdup (thread);
  g_ptr_array_add (examples, example);
}

static void
run (ExmDataset *dataset,
     ExmCommand *command)
{
  g_autoptr(ExmCommand) given = command;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = NULL;

  g_assert_nonnull (command);
  receipt = exm_dataset_run_sync (dataset, command, &error);
  g_assert_no_error (error);
}

static void
random_words (GRand   *rand,
              GString *text)
{
  g_string_truncate (text, 0);
  for (guint w = 0; w < 7; w++)
    {
      for (guint c = 0; c < 6; c++)
        g_string_append_c (text, (char)('a' + g_rand_int_range (rand, 0, 26)));
      g_string_append_c (text, ' ');
    }
}

/* Random datasets with copies, near copies, authors and threads. */
static ExmDataset *
random_dataset (GRand *rand,
                guint  n)
{
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      static const char *const outputs[] = { "joy", "anger", "fear" };
      g_autofree char         *author = NULL;
      g_autofree char         *thread = NULL;
      gint                     kind = g_rand_int_range (rand, 0, 10);

      if (i == 0 || kind < 7)
        random_words (rand, text);
      else if (kind < 9)
        g_string_append_c (text, '!'); /* the same */
      else
        g_string_append (text, "x"); /* nearly */
      if (g_rand_boolean (rand))
        author = g_strdup_printf ("@person%d", g_rand_int_range (rand, 0, (gint)n));
      if (g_rand_int_range (rand, 0, 4) == 0)
        thread = g_strdup_printf ("thread%d", g_rand_int_range (rand, 0, (gint)n));
      add_post (examples, text->str, outputs[g_rand_int_range (rand, 0, 3)], author, thread);
    }
  return open_posts (examples);
}

static ExmSplitReport *
report_of (ExmDataset *dataset)
{
  g_autoptr(GError) error = NULL;
  ExmSplitReport *report = exm_split_report_sync (dataset, NULL, &error);

  g_assert_no_error (error);
  return report;
}

static char *
sides_of (ExmDataset *dataset,
          guint       n)
{
  GString *sides = g_string_new (NULL);

  for (ExmRowId id = 1; id <= n; id++)
    {
      g_autoptr(ExmExample) example = exm_dataset_get_example_sync (dataset, id, NULL);

      g_string_append_printf (sides, "%u%s", example->split, example->split_held ? "h" : "");
    }
  return g_string_free (sides, FALSE);
}

static void
test_properties (void)
{
  for (guint round = 0; round < 8; round++)
    {
      g_autoptr(GRand) rand = g_rand_new_with_seed (round);
      const guint n = 150 + 30 * round;
      g_autoptr(ExmDataset) dataset = random_dataset (rand, n);
      g_autoptr(GError) error = NULL;
      g_autoptr(ExmSplitReport) before = report_of (dataset);
      g_autoptr(ExmSplitReport) after = NULL;
      g_autofree char *empty = sides_of (dataset, n);
      g_autofree char *made = NULL;
      g_autofree char *again = NULL;
      g_autofree char *undone = NULL;
      g_autoptr(ExmReceipt) receipt = NULL;
      guint n_validation = 0;

      g_assert_cmpuint (before->total.n[EXM_SPLIT_NONE], ==, n);
      g_assert_cmpuint (before->groups->n_groups, >, 0);
      run (dataset, exm_split_make_sync (dataset, 15, round, &n_validation, NULL, &error));
      g_assert_no_error (error);
      after = report_of (dataset);
      g_assert_cmpuint (after->n_leaks, ==, 0);
      g_assert_cmpuint (after->leaks->len, ==, 0);
      g_assert_cmpuint (after->total.n[EXM_SPLIT_NONE], ==, 0);
      g_assert_cmpuint (after->total.n[EXM_SPLIT_VALIDATION], ==, n_validation);
      g_assert_cmpuint (after->n_held, ==, n);
      g_assert_cmpfloat (exm_split_report_get_share (after), <, 0.25);
      g_assert_cmpuint (n_validation, <=, (n * 15 + 50) / 100);
      g_assert_cmpuint (n_validation, >=, n * 8 / 100);

      made = sides_of (dataset, n);
      run (dataset, exm_split_make_sync (dataset, 15, round, NULL, NULL, &error));
      again = sides_of (dataset, n);
      g_assert_cmpstr (made, ==, again);
      receipt = exm_dataset_undo_sync (dataset, &error);
      g_assert_no_error (error);
      exm_receipt_free (g_steal_pointer (&receipt));
      undone = sides_of (dataset, n);
      /* The second made the same, so it was no step, or one with the same result. */
      g_assert_true (strcmp (undone, empty) == 0 || strcmp (undone, made) == 0);
      exm_dataset_close_sync (dataset);
    }
}

static void
test_move (void)
{
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmDataset) dataset = NULL;
  g_autoptr(ExmSplitReport) report = NULL;
  g_autofree char *sides = NULL;
  g_autofree char *cleared = NULL;
  const ExmRowId   rows[] = { 2 };
  guint            n_more = 0;

  add_post (examples, "What a lovely morning in the old town", "joy", NULL, NULL);
  add_post (examples, "what a LOVELY morning, in the old town!!", "joy", "@ada", NULL);
  add_post (examples, "Something else altogether, by the same person", "anger", "@ada", "t1");
  add_post (examples, "An answer that has nothing to do with it", "fear", NULL, "t1");
  add_post (examples, "Far away from all that, the sea", "fear", "@ben", NULL);
  add_post (examples, "Mountains are high and cold in winter", "fear", "@cleo", NULL);
  add_post (examples, "Rain again, and no umbrella to be found", "fear", "@dan", NULL);
  add_post (examples, "Trains that run late every single day", "fear", "@eve", NULL);
  dataset = open_posts (examples);

  run (dataset, exm_split_move_sync (dataset, rows, 1, EXM_SPLIT_VALIDATION, &n_more, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_more, ==, 3);
  sides = sides_of (dataset, 8);
  g_assert_cmpstr (sides, ==, "2h2h2h2h0000");
  report = report_of (dataset);
  g_assert_cmpuint (report->groups->n_groups, ==, 1);
  g_assert_cmpuint (report->groups->n_bound, ==, 4);
  g_assert_cmpuint (report->groups->n_by[0], ==, 2);
  g_assert_cmpuint (report->groups->n_by[2], ==, 2);
  g_assert_cmpuint (report->groups->n_by[3], ==, 2);
  g_assert_cmpuint (report->n_leaks, ==, 0);

  /* By another way one can be torn away; that is told. */
  {
    g_autoptr(ExmTarget) target = exm_target_new_row (4);
    g_autoptr(ExmSplitReport) torn = NULL;

    run (dataset, exm_command_new_hold_split (target, EXM_SPLIT_TRAINING));
    torn = report_of (dataset);
    g_assert_cmpuint (torn->n_leaks, ==, 1);
    g_assert_cmpuint (torn->leaks->len, ==, 4);
  }
  run (dataset, exm_split_clear ());
  cleared = sides_of (dataset, 8);
  g_assert_cmpstr (cleared, ==, "00000000");
  exm_dataset_close_sync (dataset);
}

/* One author of nearly all posts binds nothing, and that is told. */
static void
test_one_author (void)
{
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  g_autoptr(GRand) rand = g_rand_new_with_seed (4);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(ExmDataset) dataset = NULL;
  g_autoptr(ExmSplitReport) report = NULL;

  for (guint i = 0; i < 100; i++)
    {
      random_words (rand, text);
      add_post (examples, text->str, "joy", i < 90 ? "@me" : "@other", NULL);
    }
  dataset = open_posts (examples);
  report = report_of (dataset);
  g_assert_cmpuint (report->groups->ignored, ==, EXM_TOGETHER_AUTHOR);
  g_assert_cmpuint (report->groups->n_by[2], ==, 10);
  exm_dataset_close_sync (dataset);
}

/* Posts of one pattern can be held back all the same: only equal ones stay together. */
static void
test_pattern (void)
{
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  g_autoptr(ExmDataset) dataset = NULL;
  g_autoptr(ExmSplitReport) report = NULL;
  g_autoptr(ExmSplitReport) made = NULL;
  g_autofree char *sides = NULL;

  for (guint i = 0; i < 100; i++)
    {
      /* The last two say the same. */
      g_autofree char *text = g_strdup_printf ("The weather station in the northern harbour reports a wind of %u knots", MIN (i, 98) + 10);

      add_post (examples, text, i % 2 == 0 ? "calm" : "storm", NULL, NULL);
    }
  dataset = open_posts (examples);
  report = report_of (dataset);
  g_assert_cmpuint (report->groups->ignored, ==, EXM_TOGETHER_NEAR);
  g_assert_cmpuint (report->groups->n_pattern, ==, 100);
  g_assert_cmpuint (report->groups->n_groups, ==, 1);
  g_assert_cmpuint (report->groups->n_by[0], ==, 2);
  run (dataset, exm_split_make_sync (dataset, 10, 1, NULL, NULL, NULL));
  made = report_of (dataset);
  g_assert_cmpuint (made->total.n[EXM_SPLIT_VALIDATION], ==, 10);
  g_assert_cmpuint (made->n_leaks, ==, 0);
  sides = sides_of (dataset, 100);
  g_assert_cmpint (sides[2 * 98], ==, sides[2 * 99]);
  exm_dataset_close_sync (dataset);
}

/* What is masked in the upload does not tell two posts apart. */
static void
test_masked_groups (void)
{
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  g_autoptr(GRand) rand = g_rand_new_with_seed (5);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(ExmDataset) dataset = NULL;
  g_autoptr(ExmSplitReport) plain = NULL;
  g_autoptr(ExmSplitReport) masked = NULL;

  for (guint i = 0; i < 60; i++)
    {
      random_words (rand, text);
      if (i < 6)
        g_string_printf (text, "Mail %c%u@%c.example.org", 'a' + (char)i, i * 7919, 'z' - (char)i);
      add_post (examples, text->str, "joy", NULL, NULL);
    }
  dataset = open_posts (examples);
  plain = report_of (dataset);
  g_assert_cmpuint (plain->groups->n_groups, ==, 0);
  run (dataset, exm_upload_mask_command (1u << EXM_PERSONAL_EMAIL));
  masked = report_of (dataset);
  g_assert_cmpuint (masked->groups->n_groups, ==, 1);
  g_assert_cmpuint (masked->groups->n_by[0], ==, 6);
  exm_dataset_close_sync (dataset);
}

static ExmCommand *
hold (ExmRowId first,
      ExmRowId last,
      ExmSplit side)
{
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  g_autoptr(ExmTarget) target = NULL;

  for (ExmRowId row = first; row <= last; row++)
    g_array_append_val (rows, row);
  target = exm_target_new_rows ((const ExmRowId *)(gpointer)rows->data, rows->len);
  return exm_command_new_hold_split (target, side);
}

/* More held than Google takes is told, in the report and when it is submitted. */
static void
test_refused (void)
{
  Service          service;
  g_autofree char *path = fixture_dataset_new (60);
  g_autoptr(ExmDataset) dataset = fixture_open (path);
  g_autoptr(ExmSubmitRun) run_ = NULL;
  g_autoptr(ExmSplitReport) fits = NULL;
  g_autoptr(ExmSplitReport) report = NULL;
  g_autoptr(GError) error = NULL;

  run (dataset, hold (1, 6, EXM_SPLIT_VALIDATION));
  fits = report_of (dataset);
  g_assert_cmpuint (fits->n_refused, ==, 0);
  run (dataset, hold (1, 30, EXM_SPLIT_VALIDATION));
  report = report_of (dataset);
  g_assert_cmpuint (report->n_refused, >, 0);
  g_assert_cmpuint (report->n_refused, <, 30);
  service_start (&service);
  run_ = fixture_run_new (&service, dataset);
  g_assert_false (exm_submit_run_run_sync (run_, TRUE, NULL, &error));
  g_assert_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_READY);
  g_assert_nonnull (strstr (error->message, "held for validation"));
  service_stop (&service);
}

static void
add_tests (void)
{
  g_test_add_func ("/submit/split-make/pattern", test_pattern);
  g_test_add_func ("/submit/split-make/masked-groups", test_masked_groups);
  g_test_add_func ("/submit/split-make/refused", test_refused);
  g_test_add_func ("/submit/split-make/properties", test_properties);
  g_test_add_func ("/submit/split-make/move", test_move);
  g_test_add_func ("/submit/split-make/one-author", test_one_author);
}

int
main (int    argc,
      char **argv)
{
  return fixture_main (argc, argv, add_tests);
}
