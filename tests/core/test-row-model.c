/* test-row-model.c - the lazy model, and the guards that keep it lazy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include <glib/gstdio.h>

#include "exm-row-model.h"

/* What a GtkColumnView holds at once (measured with GTK 4.8). */
#define N_VIEW 205

typedef struct
{
  char        *dir;
  ExmDataset  *dataset;
  ExmRowModel *model;

  /* A view: holds N_VIEW rows from `first`, as GTK does after a reset. */
  GPtrArray *held;
  guint      first;
  guint      n_changed; /* items-changed signals */
  guint      last[3];
  gboolean   two_way; /* one had rows both gone and new, many of them */
  guint      n_items;
} Fixture;

static gboolean
import_rows (ExmImportSink *sink,
             gpointer       user_data,
             GCancellable  *cancellable,
             GError       **error)
{
  guint n = GPOINTER_TO_UINT (user_data);

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *text = g_strdup_printf ("post %u is %s", i, i % 3 == 0 ? "Good" : "bad");
      ExmImportRow     row = { .input = text, .input_length = strlen (text) };

      if (i % 10 == 0)
        row.label = exm_import_sink_label (sink, "Tenth", 5);
      if (!exm_import_sink_add (sink, &row, error))
        return FALSE;
    }
  return TRUE;
}

static void
look (Fixture *fixture)
{
  g_ptr_array_set_size (fixture->held, 0);
  for (guint i = 0; i < N_VIEW; i++)
    {
      gpointer row = g_list_model_get_item (G_LIST_MODEL (fixture->model), fixture->first + i);

      if (row == NULL)
        break;
      g_ptr_array_add (fixture->held, row);
    }
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  gpointer    user_data)
{
  Fixture *fixture = user_data;

  fixture->n_changed++;
  fixture->last[0] = position;
  fixture->last[1] = removed;
  fixture->last[2] = added;
  fixture->two_way |= removed > 300 && added > 300;
  fixture->n_items += added - removed;
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, fixture->n_items);
  if (fixture->held != NULL)
    look (fixture);
}

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
settle (Fixture *fixture)
{
  gint64 until;

  WAIT (!exm_row_model_is_loading (fixture->model));
  until = g_get_monotonic_time () + G_TIME_SPAN_MILLISECOND * 60;
  WAIT (g_get_monotonic_time () > until);
  WAIT (!exm_row_model_is_loading (fixture->model));
}

static gboolean
is_all_loaded (Fixture *fixture)
{
  for (guint i = 0; i < fixture->held->len; i++)
    if (!exm_row_is_loaded (g_ptr_array_index (fixture->held, i)))
      return FALSE;
  return TRUE;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  guint            n = GPOINTER_TO_UINT (data);
  g_autofree char *path = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("exm-row-model-XXXXXX", NULL);
  path = g_build_filename (fixture->dir, "rows.exemplar", NULL);
  file = g_file_new_for_path (path);
  exm_dataset_create_with_import_sync (file, "rows", import_rows, GUINT_TO_POINTER (n), NULL, &error);
  g_assert_no_error (error);
  fixture->dataset = exm_dataset_open_sync (file, EXM_OPEN_DEFAULT, &error);
  g_assert_no_error (error);

  fixture->model = exm_row_model_new (fixture->dataset);
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  settle (fixture);
  g_assert_cmpuint (fixture->n_items, ==, n);
  fixture->held = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  g_clear_pointer (&fixture->held, g_ptr_array_unref);
  g_assert_cmpuint (exm_row_model_get_n_live_rows (fixture->model), ==, 0);
  g_assert_finalize_object (fixture->model);
  exm_dataset_close_sync (fixture->dataset);
  g_clear_object (&fixture->dataset);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  dir = g_dir_open (fixture->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (fixture->dir);
  g_free (fixture->dir);
}

static void
run (Fixture    *fixture,
     ExmCommand *command)
{
  g_autoptr(GError) error = NULL;
  ExmReceipt *receipt = exm_dataset_run_sync (fixture->dataset, command, &error);

  g_assert_no_error (error);
  exm_receipt_free (receipt);
  exm_command_unref (command);
}

static ExmRow *
held_row (Fixture *fixture,
          guint    index)
{
  return g_ptr_array_index (fixture->held, index);
}

static void
count_changed (guint *n)
{
  (*n)++;
}

/* --- guards ------------------------------------------------------------------------- */

static void
test_show (Fixture      *fixture,
           gconstpointer data)
{
  guint64 before = exm_row_model_get_n_items_asked (fixture->model);
  guint64 asked;
  guint   n_items_changed = fixture->n_changed;
  guint   n_changed = 0;

  look (fixture);
  asked = exm_row_model_get_n_items_asked (fixture->model);
  g_assert_cmpuint (asked - before, <=, 250);
  g_assert_false (exm_row_is_loaded (held_row (fixture, 0)));
  g_assert_null (exm_row_get_input (held_row (fixture, 0)));
  g_assert_cmpuint (exm_row_get_number (held_row (fixture, 4)), ==, 5);
  g_signal_connect_swapped (held_row (fixture, 0), "changed", G_CALLBACK (count_changed), &n_changed);

  WAIT (is_all_loaded (fixture));
  g_assert_cmpuint (n_changed, >=, 1);
  g_assert_cmpstr (exm_row_get_input (held_row (fixture, 0)), ==, "post 1 is bad");
  g_assert_cmpstr (exm_row_get_source (held_row (fixture, 0)), ==, "rows");
  g_assert_cmpint (exm_row_get_state (held_row (fixture, 9)), ==, EXM_STATE_DONE);
  g_assert_cmpint (exm_row_get_state (held_row (fixture, 0)), ==, EXM_STATE_TODO);
  /* A page that arrives asks for no item and changes none. */
  g_assert_cmpuint (exm_row_model_get_n_items_asked (fixture->model), ==, asked);
  g_assert_cmpuint (fixture->n_changed, ==, n_items_changed);
  g_assert_cmpuint (exm_row_model_get_n_live_rows (fixture->model), <=, 300);
}

static void
test_identity (Fixture      *fixture,
               gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (fixture->model);
  g_autoptr(ExmRow) first = g_list_model_get_item (model, 7);
  g_autoptr(ExmRow) again = g_list_model_get_item (model, 7);

  g_assert_true (first == again);
  g_clear_object (&again);
  WAIT (exm_row_is_loaded (first));
  again = g_list_model_get_item (model, 7);
  g_assert_true (first == again);
  g_assert_cmpuint (exm_row_get_id (first), ==, exm_row_model_get_id (fixture->model, 7));
  g_assert_cmpuint (exm_row_model_find (fixture->model, exm_row_get_id (first)), ==, 7);
  g_assert_cmpuint (exm_row_model_find (fixture->model, 99999999), ==, G_MAXUINT);
  g_assert_cmpuint (exm_row_model_get_id (fixture->model, 99999999), ==, 0);
  g_assert_null (g_list_model_get_item (model, g_list_model_get_n_items (model)));
}

static void
test_jump (Fixture      *fixture,
           gconstpointer data)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->model));

  for (guint i = 0; i < 60; i++)
    {
      fixture->first = (guint)g_test_rand_int_range (0, (int)n - N_VIEW);
      look (fixture);
      g_assert_cmpuint (exm_row_model_get_n_live_rows (fixture->model), <=, 300);
      if (i % 3 == 0)
        g_main_context_iteration (NULL, FALSE);
    }
  WAIT (is_all_loaded (fixture));
  for (guint i = 0; i < fixture->held->len; i++)
    {
      guint            number = fixture->first + i + 1;
      g_autofree char *text = g_strdup_printf ("post %u is %s", number, number % 3 == 0 ? "Good" : "bad");

      g_assert_cmpstr (exm_row_get_input (held_row (fixture, i)), ==, text);
    }
}

static void
test_new_query (Fixture      *fixture,
                gconstpointer data)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->model));
  g_autoptr(ExmQuery) query = exm_query_new_label (exm_label_get_id (exm_dataset_find_label (fixture->dataset, "Tenth")));
  g_autoptr(ExmQuery) all = exm_query_new ();
  guint64 asked;

  look (fixture);
  WAIT (is_all_loaded (fixture));
  asked = exm_row_model_get_n_items_asked (fixture->model);
  exm_row_model_set_query (fixture->model, query);
  g_assert_true (exm_row_model_is_loading (fixture->model));
  settle (fixture);
  g_assert_cmpuint (fixture->n_items, ==, n / 10);
  g_assert_false (fixture->two_way);
  g_assert_cmpuint (exm_row_model_get_n_items_asked (fixture->model) - asked, <=, 500);

  WAIT (is_all_loaded (fixture));
  g_assert_cmpstr (exm_row_get_input (held_row (fixture, 1)), ==, "post 20 is bad");
  g_assert_cmpuint (exm_row_get_position (held_row (fixture, 1)), ==, 1);
  g_assert_cmpuint (exm_row_get_number (held_row (fixture, 1)), ==, 20);

  asked = exm_row_model_get_n_items_asked (fixture->model);
  exm_row_model_set_query (fixture->model, all);
  settle (fixture);
  g_assert_cmpuint (fixture->n_items, ==, n);
  g_assert_false (fixture->two_way);
  g_assert_cmpuint (exm_row_model_get_n_items_asked (fixture->model) - asked, <=, 500);
}

/* What is typed quickly: only the last query's rows are ever shown. */
static void
test_newest_query_wins (Fixture      *fixture,
                        gconstpointer data)
{
  static const char *const typed[] = { "p", "po", "pos", "post", "post 777 ", "post 7777 is" };
  guint                    n_before = fixture->n_changed;

  look (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr(ExmQuery) query = exm_query_new ();

      query->text = g_strdup (i == 4 ? "\"post 777 \"" : typed[i]);
      if (i == 5)
        {
          g_free (query->text);
          query->text = g_strdup ("\"post 777 is\"");
        }
      exm_row_model_set_query (fixture->model, query);
    }
  settle (fixture);
  g_assert_cmpuint (fixture->n_items, ==, 1);
  g_assert_cmpuint (fixture->n_changed - n_before, ==, 2);
  WAIT (is_all_loaded (fixture));
  g_assert_cmpstr (exm_row_get_input (held_row (fixture, 0)), ==, "post 777 is Good");
}

/* --- edits ------------------------------------------------------------------------------ */

static void
test_edit_row (Fixture      *fixture,
               gconstpointer data)
{
  guint      n_items_changed = fixture->n_changed;
  guint      n_changed = 0;
  guint      n_beside = 0;
  ExmLabelId label = exm_label_get_id (exm_dataset_find_label (fixture->dataset, "Tenth"));

  look (fixture);
  WAIT (is_all_loaded (fixture));
  g_signal_connect_swapped (held_row (fixture, 3), "changed", G_CALLBACK (count_changed), &n_changed);
  g_signal_connect_swapped (held_row (fixture, 4), "changed", G_CALLBACK (count_changed), &n_beside);
  run (fixture, exm_command_new_set_input (exm_row_get_id (held_row (fixture, 3)), "mended"));
  WAIT (g_str_equal (exm_row_get_input (held_row (fixture, 3)), "mended"));
  g_assert_cmpuint (n_changed, >=, 1);
  g_assert_cmpuint (fixture->n_changed, ==, n_items_changed);

  /* The page was read again, but the row beside is what it was; a label's new name
   * is to be seen wherever it is shown. */
  settle (fixture);
  g_assert_cmpuint (n_beside, ==, 0);
  run (fixture, exm_command_new_label_edit (label, EXM_LABEL_NAME, "Eleventh"));
  settle (fixture);
  g_assert_cmpuint (n_beside, >=, 1);
}

static void
test_show_label (Fixture      *fixture,
                 gconstpointer data)
{
  ExmLabelId label = exm_label_get_id (exm_dataset_find_label (fixture->dataset, "Tenth"));
  g_autoptr(ExmTarget) target = NULL;
  ExmRow *row;

  look (fixture);
  WAIT (is_all_loaded (fixture));
  row = held_row (fixture, 0);
  target = exm_target_new_row (exm_row_get_id (row));
  g_assert_cmpuint (exm_row_get_problems (row) & (1u << EXM_PROBLEM_UNLABELLED), !=, 0);

  exm_row_model_show_label (fixture->model, exm_row_get_id (row), label);
  g_assert_cmpuint (exm_row_get_label (row), ==, label);
  g_assert_cmpint (exm_row_get_state (row), ==, EXM_STATE_DONE);
  g_assert_cmpuint (exm_row_get_problems (row) & (1u << EXM_PROBLEM_UNLABELLED), ==, 0);
  run (fixture, exm_command_new_set_label (target, label));
  settle (fixture);
  g_assert_cmpuint (exm_row_get_label (row), ==, label);

  run (fixture, exm_command_new_set_label (target, 0));
  WAIT (exm_row_get_label (row) == 0);
}

/* Under a filter, a row that no longer fits leaves, and only it. */
static void
test_leave_filter (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(ExmQuery) query = exm_query_new ();
  g_autoptr(ExmTarget) target = NULL;
  g_autoptr(ExmRow) kept = NULL;
  guint n;

  query->states = 1 << EXM_STATE_TODO;
  exm_row_model_set_query (fixture->model, query);
  settle (fixture);
  look (fixture);
  WAIT (is_all_loaded (fixture));
  n = fixture->n_items;
  kept = g_object_ref (held_row (fixture, 6));

  target = exm_target_new_row (exm_row_get_id (held_row (fixture, 5)));
  run (fixture, exm_command_new_set_label_named (target, "New"));
  WAIT (fixture->n_items == n - 1);
  g_assert_cmpuint (fixture->last[0], ==, 5);
  g_assert_cmpuint (fixture->last[1], ==, 1);
  g_assert_cmpuint (fixture->last[2], ==, 0);
  g_assert_true (held_row (fixture, 5) == kept);
  g_assert_cmpuint (exm_row_get_position (kept), ==, 5);
}

static void
test_structure (Fixture      *fixture,
                gconstpointer data)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (fixture->model));
  g_autoptr(ExmTarget) target = NULL;
  g_autoptr(GError) error = NULL;
  ExmReceipt *receipt;
  ExmRowId    moved;

  look (fixture);
  WAIT (is_all_loaded (fixture));
  target = exm_target_new_row (exm_row_get_id (held_row (fixture, 2)));
  run (fixture, exm_command_new_delete (target));
  WAIT (fixture->n_items == n - 1);
  g_assert_cmpuint (fixture->last[0], ==, 2);
  g_assert_cmpuint (fixture->last[1], ==, 1);
  WAIT (is_all_loaded (fixture));
  g_assert_cmpstr (exm_row_get_input (held_row (fixture, 2)), ==, "post 4 is bad");

  receipt = exm_dataset_undo_sync (fixture->dataset, &error);
  g_assert_no_error (error);
  exm_receipt_free (receipt);
  WAIT (fixture->n_items == n);
  WAIT (is_all_loaded (fixture) && g_str_equal (exm_row_get_input (held_row (fixture, 2)), "post 3 is Good"));

  moved = exm_row_get_id (held_row (fixture, 0));
  run (fixture, exm_command_new_move (&moved, 1, exm_row_get_id (held_row (fixture, 4))));
  WAIT (exm_row_model_get_id (fixture->model, 3) == moved);
  WAIT (is_all_loaded (fixture));
  g_assert_cmpuint (fixture->n_items, ==, n);
  g_assert_cmpstr (exm_row_get_input (held_row (fixture, 3)), ==, "post 1 is bad");
  g_assert_cmpuint (exm_row_get_number (held_row (fixture, 3)), ==, 4);
}

static void
test_duplicates (Fixture      *fixture,
                 gconstpointer data)
{
  const guint copy = 1u << EXM_PROBLEM_DUPLICATE;
  const guint conflict = 1u << EXM_PROBLEM_CONFLICT;

  look (fixture);
  WAIT (is_all_loaded (fixture));
  run (fixture, exm_command_new_set_input (exm_row_get_id (held_row (fixture, 1)), "POST 1  is bad"));
  WAIT ((exm_row_get_problems (held_row (fixture, 1)) & copy) != 0);
  g_assert_cmpuint (exm_row_get_problems (held_row (fixture, 0)) & (copy | conflict), ==, 0);

  /* The second label makes both rows contradict each other. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(ExmTarget) target = exm_target_new_row (exm_row_get_id (held_row (fixture, i)));

      run (fixture, exm_command_new_set_label_named (target, i == 0 ? "One" : "Two"));
    }
  WAIT ((exm_row_get_problems (held_row (fixture, 1)) & conflict) != 0);
}

/* After any edits the list is what a new query would give, and the signals led there. */
static void
test_random_edits (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(ExmQuery) query = exm_query_new ();
  g_autoptr(ExmRowIds) fresh = NULL;
  g_autoptr(GHashTable) deleted = g_hash_table_new (NULL, NULL);

  query->states = 1 << EXM_STATE_TODO;
  exm_row_model_set_query (fixture->model, query);
  settle (fixture);
  look (fixture);
  for (guint i = 0; i < 60; i++)
    {
      guint    position = (guint)g_test_rand_int_range (0, (int)fixture->n_items);
      ExmRowId id = exm_row_model_get_id (fixture->model, position);
      ExmRowId first = exm_row_model_get_id (fixture->model, 0);
      g_autoptr(ExmTarget) target = exm_target_new_row (id);

      /* The loop has not run since every edit: the list may still show what is deleted,
       * and that can be neither copied nor moved. */
      if (g_hash_table_contains (deleted, GSIZE_TO_POINTER (id)) ||
          g_hash_table_contains (deleted, GSIZE_TO_POINTER (first)))
        continue;

      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          run (fixture, exm_command_new_delete (target));
          g_hash_table_add (deleted, GSIZE_TO_POINTER (id));
          break;
        case 1:
          run (fixture, exm_command_new_set_label_named (target, "Tenth"));
          break;
        case 2:
          run (fixture, exm_command_new_duplicate (target));
          break;
        default:
          run (fixture, exm_command_new_move (&id, 1, first));
          break;
        }
      if (g_test_rand_bit ())
        while (g_main_context_iteration (NULL, FALSE))
          ;
    }
  settle (fixture);
  fresh = exm_dataset_query_sync (fixture->dataset, query, NULL, NULL);
  g_assert_cmpuint (fresh->n_ids, ==, fixture->n_items);
  for (guint i = 0; i < fixture->n_items; i++)
    g_assert_cmpuint (fresh->ids[i], ==, exm_row_model_get_id (fixture->model, i));
  WAIT (is_all_loaded (fixture));
}

/* The dataset may be closed and the model dropped while pages are on their way. */
static void
test_drop_early (Fixture      *fixture,
                 gconstpointer data)
{
  ExmRowModel *model = exm_row_model_new (fixture->dataset);

  g_assert_finalize_object (model);
  look (fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add ("/core/row-model/" path, Fixture, GUINT_TO_POINTER (5000), set_up, func, tear_down)
  ADD ("show", test_show);
  ADD ("identity", test_identity);
  ADD ("jump", test_jump);
  ADD ("new-query", test_new_query);
  ADD ("newest-query-wins", test_newest_query_wins);
  ADD ("edit-row", test_edit_row);
  ADD ("show-label", test_show_label);
  ADD ("leave-filter", test_leave_filter);
  ADD ("structure", test_structure);
  ADD ("duplicates", test_duplicates);
  ADD ("random-edits", test_random_edits);
  ADD ("drop-early", test_drop_early);
  return g_test_run ();
}
