/* test-review.c - a copy goes out, is labelled, and comes back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <string.h>

#include "core-fixture.h"
#include "exm-review-copy.h"
#include "exm-review-marks.h"
#include "exm-review.h"

static void
label (ExmDataset *dataset,
       ExmRowId    row,
       const char *name)
{
  g_autoptr(ExmTarget) target = exm_target_new_row (row);

  fixture_run (dataset, exm_command_new_set_label_named (target, name));
}

static const char *
label_of (ExmDataset *dataset,
          ExmRowId    row)
{
  g_autoptr(ExmExample) example = exm_dataset_get_example_sync (dataset, row, NULL);
  ExmLabel *found = exm_dataset_get_label (dataset, example->label);

  return found != NULL ? exm_label_get_name (found) : NULL;
}

static void
make_copy (ExmDataset *dataset,
           GFile      *file,
           guint       size,
           gboolean    hide)
{
  g_autoptr(GPtrArray) labels = exm_review_labels (dataset);
  g_autoptr(GError) error = NULL;
  guint n_rows = 0;

  g_assert_true (exm_review_copy_make_sync (dataset, labels, NULL, size, 1, hide, file, &n_rows, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_rows, >, 0);
}

static gboolean
file_has (GFile      *file,
          const char *text)
{
  g_autofree char *data = NULL;
  gsize            length;

  g_assert_true (g_file_load_contents (file, NULL, &data, &length, NULL, NULL));
  return memmem (data, length, text, strlen (text)) != NULL;
}

/* What is hidden is nowhere in the file, not in history, records or free pages. */
static void
test_hidden (void)
{
  g_autoptr(GFile) file = fixture_file ("hidden.exemplar");
  g_autoptr(GFile) blind = fixture_file ("blind.exemplar");
  g_autoptr(GFile) open = fixture_file ("shown.exemplar");
  g_autoptr(ExmTarget) one = exm_target_new_row (1);
  g_autoptr(ExmTarget) two = exm_target_new_row (2);
  g_autoptr(ExmDataset) copy = NULL;
  ExmDataset *dataset;

  fixture_create (file, 40);
  dataset = fixture_open (file);
  fixture_run (dataset, exm_command_new_set_note (one, "Surely-a-secret-note"));
  fixture_run (dataset, exm_command_new_set_output (two, "Free-text-that-tells"));
  /* Keys of the labels go along, also those that were exchanged. */
  fixture_run (dataset, exm_command_new_label_edit (1, EXM_LABEL_KEY, "x"));
  fixture_run (dataset, exm_command_new_label_edit (2, EXM_LABEL_KEY, "1"));
  make_copy (dataset, blind, 0, TRUE);
  make_copy (dataset, open, 0, FALSE);

  g_assert_true (file_has (open, "Surely-a-secret-note"));
  g_assert_true (file_has (open, "Free-text-that-tells"));
  g_assert_false (file_has (blind, "Surely-a-secret-note"));
  g_assert_false (file_has (blind, "Free-text-that-tells"));

  copy = fixture_open (blind);
  g_assert_true (exm_review_copy_is (copy));
  g_assert_false (exm_review_copy_is (dataset));
  g_assert_cmpuint (g_list_model_get_n_items (exm_dataset_get_labels (copy)), ==, 3);
  for (ExmRowId row = 1; row <= 40; row++)
    g_assert_null (label_of (copy, row));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(ExmLabel) label = g_list_model_get_item (exm_dataset_get_labels (dataset), i);

      g_assert_cmpuint (exm_label_get_key (exm_dataset_find_label (copy, exm_label_get_name (label))), ==, exm_label_get_key (label));
    }
  /* Undo brings nothing back either. */
  while (exm_dataset_can_undo (copy))
    fixture_undo (copy);
  fixture_close (g_steal_pointer (&copy));

  copy = fixture_open (open);
  g_assert_cmpstr (label_of (copy, 3), ==, label_of (dataset, 3));
  fixture_close (g_steal_pointer (&copy));
  fixture_close (dataset);
}

static ExmReview *
merge (ExmDataset *dataset,
       GFile      *file,
       guint      *n_taken)
{
  g_autoptr(GError) error = NULL;
  ExmReview *review = exm_review_merge_sync (dataset, file, n_taken, NULL, &error);

  g_assert_no_error (error);
  return review;
}

/* Who said what is kept, and comes up in the post's history. */
static void
check_said (ExmDataset *dataset)
{
  g_autoptr(GPtrArray) events = exm_review_events_sync (dataset, 2, NULL);
  g_autofree char *words = NULL;

  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpstr (((ExmEvent *)events->pdata[0])->who, ==, "Grace");
  words = exm_event_format (events->pdata[0]);
  g_assert_cmpstr (words, ==, "Reviewer said “Two”, with the note “not sure”");
}

static void
test_round (void)
{
  g_autoptr(GFile) file = fixture_file ("round.exemplar");
  g_autoptr(GFile) out = fixture_file ("out.exemplar");
  g_autoptr(ExmTarget) five = exm_target_new_row (5);
  g_autoptr(ExmTarget) six = exm_target_new_row (6);
  const ExmRowId last[] = { 7 };
  g_autoptr(ExmReview) review = NULL;
  g_autoptr(ExmReviewNumbers) numbers = NULL;
  g_autoptr(GHashTable) kept = NULL;
  g_autofree char *before = NULL;
  ExmDataset      *dataset;
  ExmDataset      *copy;
  guint            n_taken = 0;
  guint            n_conflicts = 0;

  fixture_create (file, 24); /* rows 4, 8 … have no label */
  dataset = fixture_open (file);
  make_copy (dataset, out, 0, TRUE);

  copy = fixture_open (out);
  exm_dataset_set_who (copy, "Grace");
  for (ExmRowId row = 1; row <= 20; row++)
    label (copy, row, row == 3 || row == 6 ? "One" : row == 4     ? "New"
                                                   : row % 4 == 1 ? "One"
                                                   : row % 4 == 2 ? "Two"
                                                                  : "Three");
  {
    g_autoptr(ExmTarget) target = exm_target_new_row (2);

    fixture_run (copy, exm_command_new_set_note (target, "not sure"));
  }
  fixture_close (copy);

  /* Meanwhile: a row edited, a row gone, the order another. */
  fixture_run (dataset, exm_command_new_set_input (5, "Edited meanwhile"));
  fixture_run (dataset, exm_command_new_delete (six));
  fixture_run (dataset, exm_command_new_move (last, 1, 1));
  before = fixture_dump (dataset);

  review = merge (dataset, out, &n_taken);
  g_assert_cmpstr (review->who, ==, "Grace");
  g_assert_false (review->is_again);
  g_assert_cmpuint (review->n_vanished, ==, 1);
  g_assert_cmpuint (review->n_open, ==, 4);
  g_assert_cmpuint (review->items->len, ==, 19);
  for (guint i = 0; i < review->items->len; i++)
    {
      const ExmReviewItem *item = review->items->pdata[i];

      n_conflicts += exm_review_item_is_conflict (item);
      g_assert_cmpint (item->changed, ==, item->row == 5);
      if (exm_review_item_is_conflict (item))
        g_assert_cmpuint (item->row, ==, 3);
      g_assert_cmpstr (item->note, ==, item->row == 2 ? "not sure" : NULL);
    }
  g_assert_cmpuint (n_conflicts, ==, 1);
  g_assert_cmpuint (n_taken, ==, 5); /* 4, 8, 12, 16, 20 */
  g_assert_cmpstr (label_of (dataset, 4), ==, "New");
  g_assert_cmpstr (label_of (dataset, 3), ==, "Three");

  numbers = exm_review_count (review);
  g_assert_cmpuint (numbers->kappa.n, ==, 14);
  g_assert_cmpuint (numbers->kappa.n_agreed, ==, 13);
  g_assert_cmpuint (numbers->confusions->len, ==, 1);

  /* One step for what it changed. */
  fixture_undo (dataset);
  fixture_assert_dump (dataset, before);
  fixture_redo (dataset);

  check_said (dataset);

  /* Groups that are to stay are no review, and reviews are no such groups. */
  g_assert_true (exm_kept_add_sync (dataset, 7, NULL));
  kept = exm_kept_read_sync (dataset, NULL);
  g_assert_cmpuint (g_hash_table_size (kept), ==, 1);

  /* What was settled stays; the same file again adds nothing. */
  for (guint i = 0; i < review->items->len; i++)
    if (exm_review_item_is_conflict (review->items->pdata[i]))
      ((ExmReviewItem *)review->items->pdata[i])->settled = EXM_SETTLED_THEIRS;
  g_assert_true (exm_review_save_sync (dataset, review, NULL));
  label (dataset, 3, "One");
  g_free (before);
  before = fixture_dump (dataset);
  {
    g_autoptr(ExmReview) again = merge (dataset, out, &n_taken);
    g_autoptr(GPtrArray) list = exm_review_list_sync (dataset, NULL);
    g_autoptr(ExmReviewNumbers) same = exm_review_count (again);

    g_assert_true (again->is_again);
    g_assert_cmpint (again->id, ==, review->id);
    g_assert_cmpuint (n_taken, ==, 0);
    g_assert_cmpuint (list->len, ==, 1);
    g_assert_cmpuint (same->kappa.n_agreed, ==, 13);
    for (guint i = 0; i < again->items->len; i++)
      if (exm_review_item_is_conflict (again->items->pdata[i]))
        g_assert_cmpint (((ExmReviewItem *)again->items->pdata[i])->settled, ==, EXM_SETTLED_THEIRS);
  }
  fixture_assert_dump (dataset, before);
  fixture_close (dataset);
}

/* Any other dataset file is matched by what its posts say. */
static void
test_stranger (void)
{
  g_autoptr(GFile) file = fixture_file ("mine.exemplar");
  g_autoptr(GFile) other = fixture_file ("other.exemplar");
  g_autoptr(GFile) empty = fixture_file ("nothing.exemplar");
  g_autoptr(ExmReview) review = NULL;
  g_autoptr(GPtrArray) reviews = NULL;
  g_autoptr(GError) error = NULL;
  ExmDataset *dataset;
  ExmAlpha    alpha;

  fixture_create (file, 12);
  fixture_create (other, 20);
  dataset = fixture_open (file);
  review = merge (dataset, other, NULL);
  g_assert_cmpuint (review->n_vanished, ==, 8);
  g_assert_cmpuint (review->items->len, ==, 9);
  reviews = exm_review_list_sync (dataset, NULL);
  alpha = exm_review_alpha (reviews, 1);
  g_assert_cmpuint (alpha.n_units, ==, 9);
  g_assert_cmpfloat (alpha.alpha, ==, 1);

  g_assert_true (exm_dataset_create_sync (empty, &error));
  g_assert_null (exm_review_merge_sync (dataset, empty, NULL, NULL, &error));
  g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (exm_review_merge_sync (dataset, file, NULL, NULL, &error));
  g_assert_error (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID);
  fixture_close (dataset);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_init ();
  g_test_add_func ("/review/review/hidden", test_hidden);
  g_test_add_func ("/review/review/round", test_round);
  g_test_add_func ("/review/review/stranger", test_stranger);
  return fixture_run_tests ();
}
