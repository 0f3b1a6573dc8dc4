/* test-overview.c - the figures of pictures, and the rows behind each
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "exm-overview.h"

#include "core-fixture.h"

static ExmOverview *
look (ExmDataset *dataset)
{
  g_autoptr(GError) error = NULL;
  ExmOverview *overview = exm_overview_new_sync (dataset, NULL, &error);

  g_assert_no_error (error);
  return overview;
}

static gsize
count (ExmDataset            *dataset,
       const ExmOverviewMark *mark)
{
  g_autoptr(GError) error = NULL;
  gsize                n;
  g_autofree ExmRowId *ids = exm_overview_find_sync (dataset, mark, &n, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (ids);
  return n;
}

/* Each mark leads to as many rows as it says, and a picture leaves no row out. */
static void
check_marks (ExmDataset  *dataset,
             ExmOverview *overview)
{
  guint sum = 0;

  for (guint i = 0; i < overview->chars.n_bins; i++)
    {
      const ExmOverviewBin *bin = &overview->chars.bins[i];

      g_assert_cmpuint (bin->first, ==, i * overview->chars.width);
      g_assert_cmpuint (count (dataset, &(ExmOverviewMark){ .has_chars = TRUE, .min_chars = bin->first, .max_chars = bin->last }), ==, bin->count);
      sum += bin->count;
    }
  g_assert_cmpuint (sum, ==, overview->n_rows);
  sum = 0;
  for (guint i = 0; i < overview->tokens.n_bins; i++)
    {
      const ExmOverviewBin *bin = &overview->tokens.bins[i];

      g_assert_cmpuint (count (dataset, &(ExmOverviewMark){ .has_tokens = TRUE, .min_tokens = bin->first, .max_tokens = bin->last }), ==, bin->count);
      sum += bin->count;
    }
  g_assert_cmpuint (sum, ==, overview->n_rows);
  sum = 0;
  for (guint i = 0; i < overview->n_label_rows; i++)
    {
      const ExmOverviewLabel *label = &overview->labels[i];
      guint                   cells = 0;

      g_assert_cmpuint (count (dataset, &(ExmOverviewMark){ .has_label = TRUE, .label = label->label }), ==, label->count);
      g_assert_true (i < 2 || label->label == 0 || overview->labels[i - 1].count >= label->count);
      g_assert_true (label->shortest <= label->quarter && label->quarter <= label->median &&
                     label->median <= label->three_quarters && label->three_quarters <= label->longest);
      for (guint k = 0; k < overview->chars.n_bins; k++)
        cells += label->by_length[k];
      g_assert_cmpuint (cells, ==, label->count);
      g_assert_cmpuint (count (dataset, &(ExmOverviewMark){ .has_label = TRUE, .label = label->label, .has_chars = TRUE, .min_chars = overview->chars.bins[0].first, .max_chars = overview->chars.bins[0].last }), ==, label->by_length[0]);
      sum += label->count;
    }
  g_assert_cmpuint (sum, ==, overview->n_rows);
  sum = overview->n_empty;
  for (guint i = 0; i < EXM_OVERVIEW_N_COPIES; i++)
    {
      g_assert_cmpuint (count (dataset, &(ExmOverviewMark){ .copies = i + 1 }), ==, overview->n_in_copies[i]);
      sum += overview->n_in_copies[i];
    }
  g_assert_cmpuint (sum, ==, overview->n_rows);
  sum = 0;
  for (guint i = 0; i < overview->n_spans; i++)
    {
      const ExmOverviewSpan *span = &overview->spans[i];

      g_assert_cmpint (span->begin, <, span->end);
      g_assert_true (i == 0 || overview->spans[i - 1].end == span->begin);
      g_assert_cmpuint (count (dataset, &(ExmOverviewMark){ .time = overview->time, .begin = span->begin, .end = span->end }), ==, span->count);
      sum += span->count;
    }
  g_assert_cmpuint (sum, ==, overview->n_timed);
}

static void
test_counts (void)
{
  g_autoptr(GFile) file = fixture_file ("counts");
  g_autoptr(ExmOverview) before = NULL;
  g_autoptr(ExmOverview) after = NULL;
  g_autoptr(ExmOverview) undone = NULL;
  ExmDataset *dataset;
  ExmTarget  *target;

  fixture_create (file, 1200);
  dataset = fixture_open (file);
  before = look (dataset);
  g_assert_cmpuint (before->n_rows, ==, 1200);
  g_assert_cmpuint (before->n_labels, ==, 3);
  g_assert_cmpuint (before->n_label_rows, ==, 4);
  g_assert_cmpuint (before->labels[3].label, ==, 0);
  g_assert_cmpuint (before->labels[0].count, ==, 300);
  g_assert_cmpuint (before->n_state[EXM_STATE_TODO], ==, 300);
  g_assert_cmpuint (before->n_in_copies[0], ==, 1200);
  g_assert_cmpuint (before->chars.longest, ==, 16);
  g_assert_cmpint (before->time, ==, EXM_OVERVIEW_TIME_LABELLED);
  g_assert_cmpuint (before->n_timed, ==, 900);
  check_marks (dataset, before);

  /* Copies, an empty one, a long one, and labels given by hand. */
  for (guint i = 0; i < 4; i++)
    fixture_run (dataset, exm_command_new_set_input (1 + i, "the same"));
  fixture_run (dataset, exm_command_new_set_input (9, ""));
  fixture_run (dataset, exm_command_new_set_input (10, "a post that is so much longer than all of the others that it stands alone"));
  target = exm_target_new_query (&(ExmQuery){ .states = 1u << EXM_STATE_TODO }, NULL, 0);
  fixture_run (dataset, exm_command_new_set_label (target, before->labels[0].label));
  exm_target_free (target);
  after = look (dataset);
  g_assert_cmpuint (after->n_in_copies[2], ==, 4);
  g_assert_cmpuint (after->n_copies, ==, 3);
  g_assert_cmpuint (after->n_conflicts, ==, 4);
  g_assert_cmpuint (after->n_empty, ==, 1);
  g_assert_cmpuint (after->labels[0].count, ==, 600);
  g_assert_cmpuint (after->n_timed, ==, 1200);
  g_assert_cmpuint (after->n_label_rows, ==, 3);
  check_marks (dataset, after);

  fixture_undo (dataset);
  undone = look (dataset);
  g_assert_cmpuint (undone->n_timed, ==, 900);
  g_assert_cmpuint (undone->n_state[EXM_STATE_TODO], ==, 300);
  fixture_close (dataset);
}

/* Years lie between them: the span is of months, and each step counts where it was. */
static void
test_times (void)
{
  g_autoptr(GFile) file = fixture_file ("times");
  g_autoptr(ExmOverview) overview = NULL;
  ExmDataset *dataset;
  ExmTarget  *target;
  const char *path;

  fixture_create (file, 100);
  dataset = fixture_open (file);
  target = exm_target_new_rows ((const ExmRowId[]){ 4, 8 }, 2);
  fixture_run (dataset, exm_command_new_set_label (target, 1));
  exm_target_free (target);
  fixture_close (dataset);
  path = g_file_peek_path (file);
  fixture_sql (path, "UPDATE source SET time = 1700000000; UPDATE history SET time = 1700000000;"
                     "UPDATE history SET time = 1731600000 WHERE seq = (SELECT max(seq) FROM history)");

  dataset = fixture_open (file);
  overview = look (dataset);
  g_assert_cmpint (overview->unit, ==, EXM_OVERVIEW_MONTHS);
  g_assert_cmpuint (overview->n_spans, ==, 13);
  g_assert_cmpuint (overview->spans[0].count, ==, 75);
  g_assert_cmpuint (overview->spans[12].count, ==, 2);
  check_marks (dataset, overview);
  fixture_close (dataset);
}

/* Most posts say when they were written: that is what is shown. */
static void
test_posted (void)
{
  g_autoptr(GFile) file = fixture_file ("posted");
  g_autoptr(GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  g_autoptr(ExmOverview) overview = NULL;
  ExmDataset *dataset;

  fixture_create (file, 5);
  dataset = fixture_open (file);
  for (guint i = 0; i < 20; i++)
    {
      ExmExample *example = exm_example_new ();

      g_free (example->input);
      example->input = g_strdup_printf ("Written on day %u", i);
      example->time = 1700000000 + (gint64)i * 24 * 60 * 60;
      g_ptr_array_add (examples, example);
    }
  fixture_run (dataset, exm_command_new_add (examples, 0));
  overview = look (dataset);
  g_assert_cmpint (overview->time, ==, EXM_OVERVIEW_TIME_POSTED);
  g_assert_cmpint (overview->unit, ==, EXM_OVERVIEW_DAYS);
  g_assert_cmpuint (overview->n_spans, ==, 20);
  g_assert_cmpuint (overview->n_timed, ==, 20);
  check_marks (dataset, overview);
  fixture_close (dataset);
}

static void
test_none (void)
{
  g_autoptr(GFile) file = fixture_file ("none");
  g_autoptr(ExmOverview) overview = NULL;
  ExmDataset *dataset;

  fixture_create (file, 0);
  dataset = fixture_open (file);
  overview = look (dataset);
  g_assert_cmpuint (overview->n_rows, ==, 0);
  g_assert_cmpuint (overview->n_label_rows, ==, 0);
  g_assert_cmpuint (overview->n_spans, ==, 0);
  check_marks (dataset, overview);
  fixture_close (dataset);
}

/* A picture has to come before one wonders. */
static void
test_large (void)
{
  g_autoptr(GFile) file = fixture_file ("large");
  const guint n = g_test_slow () ? 1000000 : 50000;
  g_autoptr(ExmOverview) overview = NULL;
  ExmDataset *dataset;
  gint64      begin;

  fixture_create (file, n);
  dataset = fixture_open (file);
  begin = g_get_monotonic_time ();
  overview = look (dataset);
  g_test_message ("%u rows in %.1f ms", n, (double)(g_get_monotonic_time () - begin) / 1000);
  g_assert_cmpuint (overview->n_rows, ==, n);
  fixture_close (dataset);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/core/overview/counts", test_counts);
  g_test_add_func ("/core/overview/times", test_times);
  g_test_add_func ("/core/overview/posted", test_posted);
  g_test_add_func ("/core/overview/none", test_none);
  g_test_add_func ("/core/overview/large", test_large);
  return fixture_run_tests ();
}
