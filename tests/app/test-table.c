/* test-table.c - the table over many rows: what it asks for, its place, its cells
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "exm-table-private.h"

#include "app-test.h"

/* GTK 4.8 has about 205 rows whatever the viewport, and asks once for each on show
 * and on a reset; the limits leave some slack. */
#define SHOW_MAX 250
#define RESET_MAX 250
#define LIVE_MAX 300

#define N_ROWS 100000

typedef struct
{
  ExmDataset *dataset;
  GtkWidget  *window;
  ExmTable   *table;
} Fixture;

static gboolean
is_drawn (gpointer user_data)
{
  GdkRectangle area;

  return exm_table_get_cell_area (user_data, 0, EXM_TABLE_COLUMN_POST, &area) && area.height > 0;
}

static void
set_query (Fixture *fixture,
           ExmSort  sort,
           gboolean descending)
{
  g_autoptr(ExmQuery) query = exm_query_new ();

  query->sort = sort;
  query->descending = descending;
  exm_row_model_set_query (exm_table_get_model (fixture->table), query);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->dataset = app_test_dataset_new (GPOINTER_TO_UINT (data));
  fixture->table = EXM_TABLE (exm_table_new ());
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 600);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->table));
  exm_table_set_dataset (fixture->table, fixture->dataset);
  gtk_window_present (GTK_WINDOW (fixture->window));
  set_query (fixture, EXM_SORT_ORDER, FALSE);
  app_test_wait_rows (exm_table_get_model (fixture->table), GPOINTER_TO_UINT (data));
  app_test_wait (is_drawn, fixture->table);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  ExmTable *table = g_object_ref (fixture->table);

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  app_test_settle (50);
  g_assert_finalize_object (table);
  app_test_dataset_close (fixture->dataset);
}

static void
test_guards (Fixture      *fixture,
             gconstpointer data)
{
  ExmRowModel *model = exm_table_get_model (fixture->table);
  guint64      asked;

  app_test_settle (200);
  asked = exm_row_model_get_n_items_asked (model);
  g_test_message ("%" G_GUINT64_FORMAT " items on show", asked);
  g_assert_cmpuint (asked, <=, SHOW_MAX);
  g_assert_cmpuint (exm_row_model_get_n_live_rows (model), <=, LIVE_MAX);

  /* Pages that arrive ask for no item. */
  app_test_settle (200);
  g_assert_cmpuint (exm_row_model_get_n_items_asked (model), ==, asked);

  set_query (fixture, EXM_SORT_ORDER, TRUE);
  app_test_settle (100);
  app_test_wait_rows (model, N_ROWS);
  app_test_settle (200);
  g_test_message ("%" G_GUINT64_FORMAT " items on a reset", exm_row_model_get_n_items_asked (model) - asked);
  g_assert_cmpuint (exm_row_model_get_n_items_asked (model) - asked, <=, RESET_MAX);
  g_assert_cmpuint (exm_row_model_get_n_live_rows (model), <=, LIVE_MAX);
}

/* At first the header of the numbers leads, so that one click on it turns the rows round. */
static void
test_first_sort (Fixture      *fixture,
                 gconstpointer data)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (fixture->table->view);
  gboolean   descending = TRUE;

  g_assert_cmpint (exm_table_get_sort (fixture->table, &descending), ==, EXM_SORT_ORDER);
  g_assert_false (descending);
  g_assert_cmpuint (fixture->table->probed_column, ==, EXM_TABLE_COLUMN_NUMBER);
  g_assert_cmpint (gtk_sorter_get_order (sorter), !=, GTK_SORTER_ORDER_NONE);
  exm_table_set_sort (fixture->table, EXM_TABLE_COLUMN_LABEL, TRUE);
  g_assert_cmpint (exm_table_get_sort (fixture->table, &descending), ==, EXM_SORT_LABEL);
  g_assert_true (descending);
}

static gboolean
is_filled (gpointer user_data)
{
  ExmTable *table = user_data;
  g_autoptr(ExmRow) row = g_list_model_get_item (G_LIST_MODEL (exm_table_get_model (table)), 0);

  return exm_row_is_loaded (row);
}

static void
test_cell_text (Fixture      *fixture,
                gconstpointer data)
{
  app_test_wait (is_filled, fixture->table);

  g_autoptr(ExmRow) row = g_list_model_get_item (G_LIST_MODEL (exm_table_get_model (fixture->table)), 0);
  g_autofree char *post = exm_cell_dup_text (fixture->dataset, row, EXM_TABLE_COLUMN_POST);
  g_autofree char *label = exm_cell_dup_text (fixture->dataset, row, EXM_TABLE_COLUMN_LABEL);
  g_autofree char *number = exm_cell_dup_text (fixture->dataset, row, EXM_TABLE_COLUMN_NUMBER);
  g_autofree char *length = exm_cell_dup_text (fixture->dataset, row, EXM_TABLE_COLUMN_LENGTH);

  g_assert_cmpstr (post, ==, "post 1");
  g_assert_cmpstr (label, ==, "Positive");
  g_assert_cmpstr (number, ==, "1");
  g_assert_cmpstr (length, ==, "6");
}

typedef struct
{
  ExmTable *table;
  guint     position;
} Place;

static gboolean
is_in_sight (gpointer user_data)
{
  Place       *place = user_data;
  GdkRectangle area;

  return exm_table_get_cell_area (place->table, place->position, EXM_TABLE_COLUMN_POST, &area);
}

static gboolean
has_focus (gpointer user_data)
{
  Place *place = user_data;

  return exm_table_get_focus (place->table) == place->position;
}

static void
test_place (Fixture      *fixture,
            gconstpointer data)
{
  ExmRowModel *model = exm_table_get_model (fixture->table);
  Place        place = { fixture->table, 50000 };
  ExmRowId     id = exm_row_model_get_id (model, 50000);

  exm_table_focus_row (fixture->table, 50000);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (exm_table_get_selection (fixture->table)), 50000, TRUE);
  app_test_wait (is_in_sight, &place);
  app_test_wait (has_focus, &place);

  /* The other way round the row stands elsewhere, and the table goes with it. */
  set_query (fixture, EXM_SORT_ORDER, TRUE);
  app_test_settle (100);
  app_test_wait_rows (model, N_ROWS);
  place.position = exm_row_model_find (model, id);
  g_assert_cmpuint (place.position, !=, 50000);
  app_test_wait (is_in_sight, &place);
  app_test_wait (has_focus, &place);
  g_assert_cmpuint (exm_row_selection_get_single (exm_table_get_selection (fixture->table)), ==, place.position);
}

static double
get_scroll (Fixture *fixture)
{
  GtkWidget *scroller = gtk_widget_get_first_child (GTK_WIDGET (fixture->table));

  return gtk_adjustment_get_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)));
}

static gboolean
is_at_top (gpointer user_data)
{
  return get_scroll (user_data) == 0;
}

/* Only the unlabelled posts, every second one; or all again. */
static void
set_unlabelled (Fixture *fixture,
                gboolean unlabelled)
{
  g_autoptr(ExmQuery) query = exm_query_new ();

  if (unlabelled)
    query->states = 1u << EXM_STATE_TODO;
  exm_row_model_set_query (exm_table_get_model (fixture->table), query);
  app_test_settle (100);
  app_test_wait_rows (exm_table_get_model (fixture->table), unlabelled ? N_ROWS / 2 : N_ROWS);
  app_test_settle (100);
}

static void
test_place_without_focus (Fixture      *fixture,
                          gconstpointer data)
{
  Place    place = { fixture->table, 50000 };
  ExmRowId id;

  /* A row that stays keeps its place, whatever comes and goes above it. */
  exm_table_scroll_to (fixture->table, 50001);
  app_test_wait (is_in_sight, &place);
  for (place.position = 50001; is_in_sight (&place); place.position--)
    ;
  place.position++;
  place.position += place.position % 2 == 0;
  id = exm_row_model_get_id (exm_table_get_model (fixture->table), place.position);
  set_unlabelled (fixture, TRUE);
  place.position = exm_row_model_find (exm_table_get_model (fixture->table), id);
  g_assert_cmpuint (place.position, <, N_ROWS);
  set_unlabelled (fixture, FALSE);
  place.position = exm_row_model_find (exm_table_get_model (fixture->table), id);
  app_test_wait (is_in_sight, &place);

  /* The top stays the top. */
  exm_table_scroll_to (fixture->table, 0);
  app_test_wait (is_at_top, fixture);
  app_test_settle (100);
  place.position = 0;
  for (guint i = 0; i < 4; i++)
    {
      set_unlabelled (fixture, i % 2 == 0);
      app_test_wait (is_in_sight, &place);
      app_test_wait (is_at_top, fixture);
    }

  /* Also when the row with the focus is one farther down afterwards. */
  exm_table_focus_row (fixture->table, 1);
  set_unlabelled (fixture, TRUE);
  app_test_wait (has_focus, &place);
  set_unlabelled (fixture, FALSE);
  place.position = 1;
  app_test_wait (has_focus, &place);
  app_test_wait (is_at_top, fixture);
}

static void
test_sort (Fixture      *fixture,
           gconstpointer data)
{
  static const struct
  {
    ExmTableColumn column;
    gboolean       descending;
    ExmSort        sort;
  } cases[] = {
    { EXM_TABLE_COLUMN_POST, FALSE, EXM_SORT_INPUT },
    { EXM_TABLE_COLUMN_POST, TRUE, EXM_SORT_INPUT },
    { EXM_TABLE_COLUMN_LABEL, TRUE, EXM_SORT_LABEL },
    { EXM_TABLE_COLUMN_STATUS, FALSE, EXM_SORT_STATE },
    { EXM_TABLE_COLUMN_SPLIT, TRUE, EXM_SORT_SPLIT },
    { EXM_TABLE_COLUMN_NOTE, FALSE, EXM_SORT_NOTE },
    { EXM_TABLE_COLUMN_LENGTH, TRUE, EXM_SORT_LENGTH },
    { EXM_TABLE_COLUMN_SOURCE, FALSE, EXM_SORT_SOURCE },
    { EXM_TABLE_COLUMN_AUTHOR, FALSE, EXM_SORT_AUTHOR },
    { EXM_TABLE_COLUMN_DATE, TRUE, EXM_SORT_TIME },
    { EXM_TABLE_COLUMN_COPIES, TRUE, EXM_SORT_COPIES },
    { EXM_TABLE_COLUMN_NUMBER, FALSE, EXM_SORT_ORDER },
  };
  gboolean descending = TRUE;

  g_assert_cmpint (exm_table_get_sort (fixture->table, &descending), ==, EXM_SORT_ORDER);
  g_assert_false (descending);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      exm_table_set_sort (fixture->table, cases[i].column, cases[i].descending);
      g_assert_cmpint (exm_table_get_sort (fixture->table, &descending), ==, cases[i].sort);
      g_assert_cmpint (descending, ==, cases[i].descending);
    }
}

static char *edited_text;

static void
note_edited (ExmTable   *table,
             guint       row_id,
             const char *text,
             guint      *edited_id)
{
  *edited_id = row_id;
  g_free (edited_text);
  edited_text = g_strdup (text);
}

static void
test_edit (Fixture      *fixture,
           gconstpointer data)
{
  guint edited_id = 0;

  app_test_wait (is_filled, fixture->table);
  g_signal_connect (fixture->table, "edited", G_CALLBACK (note_edited), &edited_id);
  g_assert_true (exm_table_edit_in_place (fixture->table, 2));
  g_assert_true (exm_table_is_editing (fixture->table));

  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (fixture->table)));

  g_assert_true (GTK_IS_TEXT (focus));
  /* A screen reader is told of the entry around it. */
  g_assert_true (GTK_IS_ENTRY (gtk_widget_get_parent (focus)));
  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (gtk_widget_get_parent (focus))), ==, GTK_ACCESSIBLE_ROLE_TEXT_BOX);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (focus)), ==, "post 3");
  gtk_editable_set_text (GTK_EDITABLE (focus), "another post");

  /* Another cell ends the first edit and keeps it. */
  g_assert_true (exm_table_edit_in_place (fixture->table, 4));
  g_assert_cmpuint (edited_id, ==, exm_row_model_get_id (exm_table_get_model (fixture->table), 2));
  g_assert_cmpstr (edited_text, ==, "another post");

  /* Nothing typed, nothing told; a new query takes the editor away. */
  edited_id = 0;
  set_query (fixture, EXM_SORT_ORDER, TRUE);
  app_test_settle (100);
  app_test_wait_rows (exm_table_get_model (fixture->table), N_ROWS);
  g_assert_false (exm_table_is_editing (fixture->table));
  g_assert_cmpuint (edited_id, ==, 0);
  g_clear_pointer (&edited_text, g_free);
}

static void
test_drop_place (Fixture      *fixture,
                 gconstpointer data)
{
  GdkRectangle area;
  double       line;

  g_assert_true (exm_table_get_cell_area (fixture->table, 3, EXM_TABLE_COLUMN_POST, &area));

  /* The upper half of a row: before it; the lower: before the next. */
  g_assert_cmpuint (_exm_table_drop_place (fixture->table, area.y + 2, &line), ==, 3);
  g_assert_cmpfloat (ABS (line - area.y), <=, 2);
  g_assert_cmpuint (_exm_table_drop_place (fixture->table, area.y + area.height - 2, &line), ==, 4);
  g_assert_cmpfloat (ABS (line - area.y - area.height), <=, 2);

  /* On the headers: before the first; below the last: after it. */
  g_assert_cmpuint (_exm_table_drop_place (fixture->table, 0, &line), ==, 0);
  g_assert_cmpuint (_exm_table_drop_place (fixture->table, 590, &line), ==, GPOINTER_TO_UINT (data));
}

typedef struct
{
  ExmRowModel *model;
  guint        position;
  ExmRowId     id;
} Moved;

static gboolean
has_moved (gpointer user_data)
{
  Moved *moved = user_data;

  return exm_row_model_get_id (moved->model, moved->position) == moved->id;
}

static void
undone_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_undo_finish (EXM_DATASET (source), result, &error);

  g_assert_no_error (error);
}

typedef struct
{
  ExmTable    *table;
  guint        position;
  GdkRectangle area;
} Shown;

static gboolean
has_area (gpointer user_data)
{
  Shown *shown = user_data;

  return exm_table_get_cell_area (shown->table, shown->position, EXM_TABLE_COLUMN_NUMBER, &shown->area);
}

/* The pointer presses on the number of the row at @from, moves, and lets go at @y. */
static void
drag (Fixture *fixture,
      guint    from,
      int      x,
      int      y)
{
  Shown shown = { fixture->table, from };
  g_autoptr(GString) command = g_string_new ("xdotool search --onlyvisible --name '^dragged$'");
  g_autoptr(GError) error = NULL;
  double window_x, window_y, surface_x, surface_y;
  int    from_y;

  /* Rows that are new to the model are in the view a frame later. */
  app_test_wait (has_area, &shown);
  gtk_widget_translate_coordinates (GTK_WIDGET (fixture->table), fixture->window, 0, 0, &window_x, &window_y);
  gtk_native_get_surface_transform (GTK_NATIVE (fixture->window), &surface_x, &surface_y);
  from_y = shown.area.y + shown.area.height / 2;
  for (int i = 0; i <= 10; i++)
    g_string_append_printf (command, " mousemove --window %%1 %d %d %s", (int)(window_x + surface_x) + x,
                            (int)(window_y + surface_y) + from_y + (y - from_y) * i / 10,
                            i == 0 ? "sleep 0.1 mousedown 1 sleep 0.1" : "sleep 0.1");
  g_string_append (command, " sleep 0.2 mouseup 1");
  g_spawn_command_line_async (command->str, &error);
  g_assert_no_error (error);
}

static void
test_drag (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *program = g_find_program_in_path ("xdotool");
  ExmRowModel     *model = exm_table_get_model (fixture->table);
  ExmRowSelection *selection = exm_table_get_selection (fixture->table);
  ExmRowId         ids[8];
  Moved            moved = { model, 0, 0 };
  GdkRectangle     area;

  if (program == NULL)
    {
      g_test_skip ("there is no xdotool");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    ids[i] = exm_row_model_get_id (model, i);
  gtk_window_set_title (GTK_WINDOW (fixture->window), "dragged");
  app_test_settle (300);
  g_assert_true (exm_table_get_cell_area (fixture->table, 5, EXM_TABLE_COLUMN_NUMBER, &area));

  /* By its number: the row goes, and is selected. */
  drag (fixture, 1, area.x + 10, area.y + 2);
  moved.position = 4;
  moved.id = ids[1];
  app_test_wait (has_moved, &moved);
  app_test_settle (200);
  g_assert_cmpuint (exm_row_model_get_id (model, 1), ==, ids[2]);
  g_assert_cmpuint (exm_row_selection_get_single (selection), ==, 4);
  g_assert_cmpfloat (fixture->table->drop_line, <, 0);

  exm_dataset_undo_async (fixture->dataset, undone_cb, NULL);
  moved.position = 1;
  app_test_wait (has_moved, &moved);

  /* All that are selected go together, also when they do not stand together. */
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 1, TRUE);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (selection), 3, FALSE);
  app_test_settle (300);
  drag (fixture, 3, area.x + 10, area.y + area.height - 2);
  moved.position = 4;
  app_test_wait (has_moved, &moved);
  g_assert_cmpuint (exm_row_model_get_id (model, 5), ==, ids[3]);
  g_assert_cmpuint (exm_row_model_get_id (model, 3), ==, ids[5]);

  /* In another order than the dataset's own nothing can be moved. */
  set_query (fixture, EXM_SORT_ORDER, TRUE);
  app_test_settle (100);
  app_test_wait_rows (model, GPOINTER_TO_UINT (data));
  ids[1] = exm_row_model_get_id (model, 1);
  drag (fixture, 1, area.x + 10, area.y + area.height / 2);
  app_test_settle (2000);
  g_assert_cmpuint (exm_row_model_get_id (model, 1), ==, ids[1]);
}

int
main (int    argc,
      char **argv)
{
  app_test_init (&argc, &argv);
  if (!app_test_has_display ())
    return app_test_skip_all ();

  g_test_add ("/app/table/guards", Fixture, GUINT_TO_POINTER (N_ROWS), set_up, test_guards, tear_down);
  g_test_add ("/app/table/first-sort", Fixture, GUINT_TO_POINTER (100), set_up, test_first_sort, tear_down);
  g_test_add ("/app/table/cell-text", Fixture, GUINT_TO_POINTER (100), set_up, test_cell_text, tear_down);
  g_test_add ("/app/table/place", Fixture, GUINT_TO_POINTER (N_ROWS), set_up, test_place, tear_down);
  g_test_add ("/app/table/place-without-focus", Fixture, GUINT_TO_POINTER (N_ROWS), set_up, test_place_without_focus, tear_down);
  g_test_add ("/app/table/sort", Fixture, GUINT_TO_POINTER (100), set_up, test_sort, tear_down);
  g_test_add ("/app/table/edit", Fixture, GUINT_TO_POINTER (N_ROWS), set_up, test_edit, tear_down);
  g_test_add ("/app/table/drop-place", Fixture, GUINT_TO_POINTER (8), set_up, test_drop_place, tear_down);
  g_test_add ("/app/table/drag", Fixture, GUINT_TO_POINTER (100), set_up, test_drag, tear_down);
  return g_test_run ();
}
