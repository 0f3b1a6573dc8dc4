/* exm-table.c - the table of examples: a column view and what GTK leaves to us
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-table-private.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"

/* The view is the direct child of its scrolled window and never inside a box
 * that gives it its natural height: it would make every row.
 *
 * Rows take the focus, cells do not. Tab leaves the table at once: GTK before
 * 4.12 would go through every row (exm_table_focus). */

/* px; the scroller takes any size, and the window has what it gets. */
#define MIN_WIDTH 120
#define MIN_HEIGHT 100

enum
{
  PROP_0,
  PROP_DATASET,
  N_PROPS
};

enum
{
  SIGNAL_PICK,
  SIGNAL_EDIT,
  SIGNAL_MENU,
  SIGNAL_SORT_CHANGED,
  SIGNAL_BAR,
  SIGNAL_EDITED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmTable, exm_table, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

/* --- pointer ------------------------------------------------------------------------- */

static void
exm_table_released_cb (GtkGestureClick *gesture,
                       int              n_press,
                       double           x,
                       double           y,
                       ExmTable        *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  ExmCell        *cell = _exm_table_cell_at (self, x, y);

  if (cell == NULL || exm_cell_get_row (cell) == NULL || cell == self->edited_cell)
    return;
  if (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK))
    return;
  if (n_press == 1 && exm_cell_get_column (cell) == EXM_TABLE_COLUMN_LABEL)
    g_signal_emit (self, signals[SIGNAL_PICK], 0, exm_cell_get_position (cell));
  else if (n_press == 2 && exm_cell_get_column (cell) != EXM_TABLE_COLUMN_LABEL)
    g_signal_emit (self, signals[SIGNAL_EDIT], 0, exm_cell_get_position (cell));
}

static void
exm_table_open_menu (ExmTable *self,
                     double    x,
                     double    y)
{
  ExmCell *cell = _exm_table_cell_at (self, x, y);
  guint    position = cell != NULL ? exm_cell_get_position (cell) : GTK_INVALID_LIST_POSITION;

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    exm_table_select_row (self, position);
  g_signal_emit (self, signals[SIGNAL_MENU], 0, position, x, y);
}

static void
exm_table_secondary_cb (GtkGestureClick *gesture,
                        int              n_press,
                        double           x,
                        double           y,
                        ExmTable        *self)
{
  exm_table_open_menu (self, x, y);
}

static void
exm_table_long_press_cb (GtkGestureLongPress *gesture,
                         double               x,
                         double               y,
                         ExmTable            *self)
{
  exm_table_open_menu (self, x, y);
}

/* --- following the dataset ------------------------------------------------------------- */

static void
exm_table_refresh_cell (ExmCell *cell,
                        gpointer user_data)
{
  exm_cell_refresh (cell);
}

static void
exm_table_changed_cb (ExmTable        *self,
                      const ExmChange *change)
{
  /* Rows tell their own changes; names and colours of labels they do not know. */
  if (change->labels)
    _exm_table_foreach_cell (self, exm_table_refresh_cell, NULL);
  _exm_table_update_bars (self);
}

/* Rows were deleted, and the selected ones with them: the one that has got the
 * focus is the one to go on with. */
static gboolean
exm_table_select_focus_cb (gpointer user_data)
{
  ExmTable *self = user_data;
  guint     focus = exm_table_get_focus (self);

  self->select_id = 0;
  if (self->selection != NULL && focus != GTK_INVALID_LIST_POSITION &&
      exm_row_selection_get_n_selected (self->selection) == 0)
    exm_table_select_row (self, focus);
  return G_SOURCE_REMOVE;
}

/* The view gets its model when there are rows: of a model that it has, GTK asks
 * for each item in sight twice when they come (to see whether a widget that was
 * there before can be used again, and to show it). */
static void
exm_table_show_rows (ExmTable *self)
{
  if (gtk_column_view_get_model (self->view) == NULL && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
}

static void
exm_table_items_changed_cb (ExmTable *self,
                            guint     position,
                            guint     removed,
                            guint     added)
{
  exm_table_show_rows (self);
  _exm_table_update_bars (self);
  if (added > 0 && !exm_row_selection_is_resetting (self->selection))
    _exm_table_reveal_awaited (self);
  if (removed > 0 && removed == added && !exm_row_selection_is_resetting (self->selection))
    _exm_table_hold_place (self);
  if (removed > 0 && self->select_id == 0 && exm_row_selection_get_n_selected (self->selection) == 0)
    self->select_id = g_idle_add (exm_table_select_focus_cb, self);
}

void
exm_table_set_dataset (ExmTable   *self,
                       ExmDataset *dataset)
{
  g_return_if_fail (EXM_IS_TABLE (self));
  g_return_if_fail (dataset == NULL || EXM_IS_DATASET (dataset));

  if (self->dataset == dataset)
    return;

  _exm_table_end_edit (self, TRUE);
  _exm_table_forget_place (self);
  g_clear_handle_id (&self->select_id, g_source_remove);
  gtk_column_view_set_model (self->view, NULL);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_set_object (&self->dataset, dataset);
  _exm_table_stop_bars (self);

  if (dataset != NULL)
    {
      self->model = exm_row_model_new (dataset);
      self->selection = exm_row_selection_new (self->model);
      _exm_table_watch_model (self);
      g_signal_connect_object (self->selection, "items-changed",
                               G_CALLBACK (exm_table_items_changed_cb), self,
                               /* The view has to know of new rows before it is scrolled to one. */
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      exm_table_show_rows (self);
      g_signal_connect_object (dataset, "changed", G_CALLBACK (exm_table_changed_cb), self, G_CONNECT_SWAPPED);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATASET]);
}

/* --- widget ---------------------------------------------------------------------------- */

static gboolean
exm_table_focus (GtkWidget       *widget,
                 GtkDirectionType direction)
{
  ExmTable *self = EXM_TABLE (widget);
  gboolean  is_tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (is_tab && gtk_widget_get_focus_child (widget) != NULL)
    return _exm_table_focus_bars (self, direction);
  /* Into the table: the row that had the focus, not the headers. */
  if (is_tab && gtk_widget_child_focus (self->list, direction))
    return TRUE;
  return GTK_WIDGET_CLASS (exm_table_parent_class)->focus (widget, direction);
}

static gboolean
exm_table_grab_focus (GtkWidget *widget)
{
  ExmTable *self = EXM_TABLE (widget);
  guint     position;

  if (self->selection == NULL)
    return FALSE;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0)
    {
      /* The rows are on their way: the first one will take it. */
      self->had_focus = TRUE;
      self->focus_id = 0;
      self->focus_position = 0;
      return TRUE;
    }
  position = exm_row_selection_get_first (self->selection);
  if (position != GTK_INVALID_LIST_POSITION)
    {
      exm_table_focus_row (self, position);
      return exm_table_get_focus (self) == position;
    }
  return gtk_widget_child_focus (self->list, GTK_DIR_TAB_FORWARD);
}

/* The list says that its size may have changed with each row that gets the focus, and GTK
 * then measures all that is around it: here that ends. A table is as large as it can be. */
static void
exm_table_measure (GtkWidget     *widget,
                   GtkOrientation orientation,
                   int            for_size,
                   int           *minimum,
                   int           *natural,
                   int           *minimum_baseline,
                   int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = *minimum;
}

static void
exm_table_size_allocate (GtkWidget *widget,
                         int        width,
                         int        height,
                         int        baseline)
{
  ExmTable *self = EXM_TABLE (widget);
  int       minimum;

  gtk_widget_measure (self->scroller, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (self->scroller, MAX (width, minimum), height, baseline, NULL);
}

static void
exm_table_snapshot (GtkWidget   *widget,
                    GtkSnapshot *snapshot)
{
  GTK_WIDGET_CLASS (exm_table_parent_class)->snapshot (widget, snapshot);
  _exm_table_draw_drop_line (EXM_TABLE (widget), snapshot);
}

static void
exm_table_dispose (GObject *object)
{
  ExmTable *self = EXM_TABLE (object);

  if (self->view != NULL)
    {
      exm_table_set_dataset (self, NULL);
      _exm_table_free_bars (self);
      _exm_table_unbind_settings (self);
      for (guint i = 0; i < EXM_N_TABLE_COLUMNS; i++)
        g_clear_object (&self->columns[i]);
    }
  self->view = NULL;
  self->list = NULL;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_table_parent_class)->dispose (object);
}

static void
exm_table_finalize (GObject *object)
{
  ExmTable *self = EXM_TABLE (object);

  g_clear_pointer (&self->edited_text, g_free);

  G_OBJECT_CLASS (exm_table_parent_class)->finalize (object);
}

static void
exm_table_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_DATASET:
      g_value_set_object (value, EXM_TABLE (object)->dataset);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_table_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  switch (prop_id)
    {
    case PROP_DATASET:
      exm_table_set_dataset (EXM_TABLE (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_table_class_init (ExmTableClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_table_dispose;
  object_class->finalize = exm_table_finalize;
  object_class->get_property = exm_table_get_property;
  object_class->set_property = exm_table_set_property;
  widget_class->focus = exm_table_focus;
  widget_class->grab_focus = exm_table_grab_focus;
  widget_class->measure = exm_table_measure;
  widget_class->size_allocate = exm_table_size_allocate;
  widget_class->snapshot = exm_table_snapshot;

  properties[PROP_DATASET] =
    g_param_spec_object ("dataset", NULL, NULL, EXM_TYPE_DATASET,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_PICK] =
    g_signal_new ("pick", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_EDIT] =
    g_signal_new ("edit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_MENU] =
    g_signal_new ("menu", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_SORT_CHANGED] =
    g_signal_new ("sort-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  signals[SIGNAL_BAR] =
    g_signal_new ("bar", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_EDITED] =
    g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "exmtable");
}

static void
exm_table_add_gestures (ExmTable *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *long_press = gtk_gesture_long_press_new ();

  /* One of each on the table, none per cell. */
  g_signal_connect (click, "released", G_CALLBACK (exm_table_released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (exm_table_secondary_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));

  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (long_press), TRUE);
  g_signal_connect (long_press, "pressed", G_CALLBACK (exm_table_long_press_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (long_press));
}

static void
exm_table_init (ExmTable *self)
{
  GtkWidget *view = gtk_column_view_new (NULL);

  self->wanted_value = -1;
  self->focus_position = GTK_INVALID_LIST_POSITION;
  self->view = GTK_COLUMN_VIEW (view);
  self->list = gtk_widget_get_last_child (view);
  gtk_widget_add_css_class (view, "data-table");
  gtk_column_view_set_reorderable (self->view, FALSE);
  gtk_column_view_set_enable_rubberband (self->view, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Examples"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Examples"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (view)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Columns"), -1);
  exm_compat_leave_table_on_tab (self->view);
  _exm_table_build_columns (self);
  _exm_table_add_bars (self);
  _exm_table_align_titles (self);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), view);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  exm_table_add_gestures (self);
  _exm_table_add_drag (self);
}

GtkWidget *
exm_table_new (void)
{
  return g_object_new (EXM_TYPE_TABLE, NULL);
}

ExmDataset *
exm_table_get_dataset (ExmTable *self)
{
  g_return_val_if_fail (EXM_IS_TABLE (self), NULL);

  return self->dataset;
}

ExmRowModel *
exm_table_get_model (ExmTable *self)
{
  g_return_val_if_fail (EXM_IS_TABLE (self), NULL);

  return self->model;
}

ExmRowSelection *
exm_table_get_selection (ExmTable *self)
{
  g_return_val_if_fail (EXM_IS_TABLE (self), NULL);

  return self->selection;
}
