/* test-row-selection.c - the selection of rows: sets, targets, new orders
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "exm-row-selection.h"

#include "app-test.h"

typedef struct
{
  ExmDataset      *dataset;
  ExmRowModel     *model;
  ExmRowSelection *selection;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->dataset = app_test_dataset_new (GPOINTER_TO_UINT (data));
  fixture->model = exm_row_model_new (fixture->dataset);
  fixture->selection = exm_row_selection_new (fixture->model);

  g_autoptr(ExmQuery) query = exm_query_new ();

  exm_row_model_set_query (fixture->model, query);
  app_test_wait_rows (fixture->model, GPOINTER_TO_UINT (data));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->selection);
  g_clear_object (&fixture->model);
  app_test_dataset_close (fixture->dataset);
}

static void
count_span (GtkSelectionModel *model,
            guint              position,
            guint              n_items,
            guint             *span)
{
  span[0]++;
  span[1] = position;
  span[2] = n_items;
}

static void
test_sets (Fixture      *fixture,
           gconstpointer data)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (fixture->selection);
  guint              span[3] = { 0 };

  g_signal_connect (model, "selection-changed", G_CALLBACK (count_span), span);
  gtk_selection_model_select_item (model, 5, TRUE);
  g_assert_cmpuint (span[0], ==, 1);
  g_assert_cmpuint (span[1], ==, 5);
  g_assert_cmpuint (span[2], ==, 1);
  g_assert_cmpuint (exm_row_selection_get_single (fixture->selection), ==, 5);

  /* The same again is no change. */
  gtk_selection_model_select_item (model, 5, TRUE);
  g_assert_cmpuint (span[0], ==, 1);

  gtk_selection_model_select_range (model, 10, 5, FALSE);
  g_assert_cmpuint (exm_row_selection_get_n_selected (fixture->selection), ==, 6);
  g_assert_cmpuint (exm_row_selection_get_single (fixture->selection), ==, GTK_INVALID_LIST_POSITION);
  g_assert_cmpuint (exm_row_selection_get_first (fixture->selection), ==, 5);
  g_assert_cmpuint (exm_row_selection_get_last (fixture->selection), ==, 14);
  g_assert_cmpuint (span[1], ==, 10);
  g_assert_cmpuint (span[2], ==, 5);

  gtk_selection_model_unselect_item (model, 12);
  g_assert_false (gtk_selection_model_is_selected (model, 12));
  g_assert_true (gtk_selection_model_is_selected (model, 13));

  /* Past the end nothing can be selected. */
  gtk_selection_model_select_range (model, 95, 100, TRUE);
  g_assert_cmpuint (exm_row_selection_get_n_selected (fixture->selection), ==, 5);

  gtk_selection_model_unselect_all (model);
  g_assert_cmpuint (exm_row_selection_get_n_selected (fixture->selection), ==, 0);
  g_assert_null (exm_row_selection_dup_target (fixture->selection));
}

static void
test_all_asks_for_nothing (Fixture      *fixture,
                           gconstpointer data)
{
  guint64 before = exm_row_model_get_n_items_asked (fixture->model);

  gtk_selection_model_select_all (GTK_SELECTION_MODEL (fixture->selection));
  g_assert_cmpuint (exm_row_selection_get_n_selected (fixture->selection), ==, GPOINTER_TO_UINT (data));
  g_assert_cmpuint (exm_row_model_get_n_items_asked (fixture->model), ==, before);
  g_assert_cmpuint (exm_row_model_get_n_live_rows (fixture->model), ==, 0);

  /* All but two: told as the query and two ids. */
  gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (fixture->selection), 3);
  gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (fixture->selection), 9);

  g_autoptr(ExmTarget) target = exm_row_selection_dup_target (fixture->selection);

  g_assert_nonnull (target->query);
  g_assert_cmpuint (target->n_ids, ==, 2);
  g_assert_cmpuint (target->ids[0], ==, exm_row_model_get_id (fixture->model, 3));
  g_assert_cmpuint (target->ids[1], ==, exm_row_model_get_id (fixture->model, 9));
  g_assert_cmpuint (exm_row_model_get_n_items_asked (fixture->model), ==, before);
}

static void
test_few_are_ids (Fixture      *fixture,
                  gconstpointer data)
{
  gtk_selection_model_select_range (GTK_SELECTION_MODEL (fixture->selection), 7, 3, TRUE);

  g_autoptr(ExmTarget) target = exm_row_selection_dup_target (fixture->selection);

  g_assert_null (target->query);
  g_assert_cmpuint (target->n_ids, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (target->ids[i], ==, exm_row_model_get_id (fixture->model, 7 + i));
}

static void
test_follows_rows (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(ExmQuery) query = exm_query_new ();
  ExmRowId first = exm_row_model_get_id (fixture->model, 0);
  ExmRowId third = exm_row_model_get_id (fixture->model, 2);
  guint    n_rows = GPOINTER_TO_UINT (data);

  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->selection), 0, TRUE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (fixture->selection), 2, FALSE);
  query->descending = TRUE;
  exm_row_model_set_query (fixture->model, query);
  app_test_settle (50);
  app_test_wait_rows (fixture->model, n_rows);

  g_assert_cmpuint (exm_row_model_get_id (fixture->model, n_rows - 1), ==, first);
  g_assert_cmpuint (exm_row_selection_get_n_selected (fixture->selection), ==, 2);
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (fixture->selection), exm_row_model_find (fixture->model, first)));
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (fixture->selection), exm_row_model_find (fixture->model, third)));
}

static void
note_lost (ExmRowSelection *selection,
           guint            n_rows,
           guint           *lost)
{
  *lost = n_rows;
}

static void
test_large_is_given_up (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(ExmQuery) query = exm_query_new ();
  guint lost = 0;

  g_signal_connect (fixture->selection, "lost", G_CALLBACK (note_lost), &lost);
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (fixture->selection));
  query->descending = TRUE;
  exm_row_model_set_query (fixture->model, query);
  app_test_settle (50);
  app_test_wait_rows (fixture->model, GPOINTER_TO_UINT (data));
  g_assert_cmpuint (lost, ==, GPOINTER_TO_UINT (data));
  g_assert_cmpuint (exm_row_selection_get_n_selected (fixture->selection), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);

  g_test_add ("/app/row-selection/sets", Fixture, GUINT_TO_POINTER (100), set_up, test_sets, tear_down);
  g_test_add ("/app/row-selection/few-are-ids", Fixture, GUINT_TO_POINTER (100), set_up, test_few_are_ids, tear_down);
  g_test_add ("/app/row-selection/all-asks-for-nothing", Fixture, GUINT_TO_POINTER (30000), set_up, test_all_asks_for_nothing, tear_down);
  g_test_add ("/app/row-selection/follows-rows", Fixture, GUINT_TO_POINTER (100), set_up, test_follows_rows, tear_down);
  g_test_add ("/app/row-selection/large-is-given-up", Fixture, GUINT_TO_POINTER (EXM_ROW_SELECTION_KEEP_MAX + 1), set_up,
              test_large_is_given_up, tear_down);
  return g_test_run ();
}
