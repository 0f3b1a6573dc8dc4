/* exm-chart-view.c - a picture in the window, each mark within reach
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-chart-view.h"

#include <math.h>

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-chart-export.h"
#include "exm-feedback.h"
#include "exm-tooltip.h"

#define MIN_WIDTH 240
#define NATURAL_WIDTH 420

/* The picture is drawn below; over each mark lies a button without a look of its own,
 * so that keys, pointer and screen readers find what they know. */

struct _ExmChartView
{
  GtkWidget parent_instance;

  ExmChart  *chart; /* nullable */
  GPtrArray *buttons;
  GtkWidget *tools; /* extra and menu, at the end of the title */
  GtkWidget *menu;
  GtkWidget *table; /* nullable: shown in place of the picture */
  guint      current;
};

G_DEFINE_FINAL_TYPE (ExmChartView, exm_chart_view, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- drawing --------------------------------------------------------------------------------- */

static gboolean
is_rtl (ExmChartView *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

static double
lay_out (ExmChartView *self,
         double        width)
{
  return exm_chart_lay_out (self->chart, gtk_widget_get_pango_context (GTK_WIDGET (self)), width, is_rtl (self));
}

static void
exm_chart_view_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  ExmChartView *self = EXM_CHART_VIEW (widget);
  float         width = (float)gtk_widget_get_width (widget);
  float         height = (float)gtk_widget_get_height (widget);

  if (self->chart != NULL && self->table == NULL)
    {
      cairo_t     *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
      ExmChartLook look;

      exm_chart_look_for_widget (widget, &look);
      exm_chart_draw (self->chart, cr, gtk_widget_get_pango_context (widget), width, &look);
      cairo_destroy (cr);
    }
  GTK_WIDGET_CLASS (exm_chart_view_parent_class)->snapshot (widget, snapshot);
}

static GtkSizeRequestMode
exm_chart_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
exm_chart_view_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  ExmChartView *self = EXM_CHART_VIEW (widget);

  for (guint i = 0; i < self->buttons->len; i++)
    gtk_widget_measure (self->buttons->pdata[i], orientation, -1, NULL, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = NATURAL_WIDTH;
      return;
    }
  *minimum = *natural = self->chart != NULL ? (int)ceil (lay_out (self, for_size > 0 ? for_size : NATURAL_WIDTH)) : 0;
  if (self->table != NULL)
    {
      int table;

      gtk_widget_measure (self->table, orientation, for_size, &table, NULL, NULL, NULL);
      *minimum = *natural = table + 40;
    }
}

static void
exm_chart_view_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  ExmChartView  *self = EXM_CHART_VIEW (widget);
  GtkRequisition size;

  gtk_widget_get_preferred_size (self->tools, &size, NULL);
  gtk_widget_size_allocate (self->tools, &(GtkAllocation){ is_rtl (self) ? 0 : width - size.width, -6, size.width, size.height }, -1);
  if (self->table != NULL)
    gtk_widget_size_allocate (self->table, &(GtkAllocation){ 0, 36, width, MAX (1, height - 36) }, -1);
  if (self->chart == NULL)
    return;
  lay_out (self, width);
  for (guint i = 0; i < self->buttons->len; i++)
    {
      const graphene_rect_t *area = &exm_chart_get_mark (self->chart, i)->area;
      GtkAllocation          at = { (int)area->origin.x, (int)area->origin.y, MAX (1, (int)area->size.width), MAX (1, (int)area->size.height) };

      gtk_widget_size_allocate (self->buttons->pdata[i], &at, -1);
    }
}

/* --- going from mark to mark -------------------------------------------------------------------- */

static guint
find_focus (ExmChartView *self)
{
  for (guint i = 0; i < self->buttons->len; i++)
    if (gtk_widget_has_focus (self->buttons->pdata[i]))
      return i;
  return G_MAXUINT;
}

/* The next mark in a direction: for cells in both, for the others along the one. */
static guint
find_next (ExmChartView *self,
           guint         from,
           guint         key)
{
  const guint n = self->buttons->len;
  gboolean    back;
  guint       step = 1;

  if (key == GDK_KEY_Home)
    return 0;
  if (key == GDK_KEY_End)
    return n - 1;
  back = key == GDK_KEY_Up || key == (is_rtl (self) ? GDK_KEY_Right : GDK_KEY_Left);
  if (self->chart->kind == EXM_CHART_CELLS)
    {
      const ExmChartMark *mark = exm_chart_get_mark (self->chart, from);

      if (key == GDK_KEY_Up || key == GDK_KEY_Down)
        step = self->chart->columns->len;
      else if (mark->column == (back ? 0 : self->chart->columns->len - 1))
        return from;
    }
  if (back)
    return from >= step ? from - step : from;
  return from + step < n ? from + step : from;
}

static gboolean
key_cb (ExmChartView   *self,
        guint           key,
        guint           code,
        GdkModifierType state)
{
  guint at = find_focus (self);

  if (at == G_MAXUINT || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
    case GDK_KEY_Up:
    case GDK_KEY_Down:
    case GDK_KEY_Home:
    case GDK_KEY_End:
      self->current = find_next (self, at, key);
      gtk_widget_grab_focus (self->buttons->pdata[self->current]);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Tab stops once at the marks and once at the tools. */
static gboolean
exm_chart_view_focus (GtkWidget       *widget,
                      GtkDirectionType direction)
{
  ExmChartView *self = EXM_CHART_VIEW (widget);
  gboolean      marks = self->table == NULL && self->buttons->len > 0;
  gboolean      forward = direction != GTK_DIR_TAB_BACKWARD && direction != GTK_DIR_UP && direction != GTK_DIR_LEFT;
  GtkRoot      *root = gtk_widget_get_root (widget);
  GtkWidget    *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean      in_tools = focus != NULL && gtk_widget_is_ancestor (focus, self->tools);
  gboolean      in_marks = focus != NULL && !in_tools && gtk_widget_is_ancestor (focus, widget);
  GtkWidget    *body = marks ? self->buttons->pdata[MIN (self->current, self->buttons->len - 1)] : self->table;

  if (in_tools && gtk_widget_child_focus (self->tools, direction))
    return TRUE;
  if (in_marks && !marks && self->table != NULL && gtk_widget_child_focus (self->table, direction))
    return TRUE;
  /* Who comes back to the page goes on where he was. */
  if (!in_tools && !in_marks && marks && gtk_widget_get_focus_child (widget) == body)
    return gtk_widget_grab_focus (body);
  if (forward)
    {
      if (!in_tools && !in_marks && gtk_widget_child_focus (self->tools, direction))
        return TRUE;
      return !in_marks && body != NULL && (marks ? gtk_widget_grab_focus (body) : gtk_widget_child_focus (body, direction));
    }
  if (!in_tools && !in_marks && body != NULL && (marks ? gtk_widget_grab_focus (body) : gtk_widget_child_focus (body, direction)))
    return TRUE;
  return !in_tools && gtk_widget_child_focus (self->tools, direction);
}

/* A mark, the one where the keyboard was last. */
static gboolean
exm_chart_view_grab_focus (GtkWidget *widget)
{
  ExmChartView *self = EXM_CHART_VIEW (widget);

  if (self->table != NULL)
    return gtk_widget_child_focus (self->table, GTK_DIR_TAB_FORWARD);
  return self->buttons->len > 0 && gtk_widget_grab_focus (self->buttons->pdata[MIN (self->current, self->buttons->len - 1)]);
}

/* --- marks ------------------------------------------------------------------------------------ */

static void
clicked_cb (ExmChartView *self,
            GtkWidget    *button)
{
  guint at;

  if (!g_ptr_array_find (self->buttons, button, &at))
    return;
  self->current = at;
  if (exm_chart_get_mark (self->chart, at)->amount > 0)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, at);
}

static void
row_activated_cb (ExmChartView  *self,
                  GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "mark")));
}

static void
set_buttons (ExmChartView *self)
{
  while (self->buttons->len > self->chart->marks->len)
    g_ptr_array_remove_index (self->buttons, self->buttons->len - 1);
  while (self->buttons->len < self->chart->marks->len)
    {
      GtkWidget *button = gtk_button_new ();

      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "chart-mark");
      gtk_widget_insert_before (button, GTK_WIDGET (self), self->tools);
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (clicked_cb), self);
      g_ptr_array_add (self->buttons, button);
    }
  for (guint i = 0; i < self->buttons->len; i++)
    {
      const char *words = exm_chart_get_mark (self->chart, i)->words;

      gtk_widget_set_visible (self->buttons->pdata[i], self->table == NULL);
      exm_tooltip_set_name (self->buttons->pdata[i], words);
    }
}

/* What a picture shows, to be read line by line. */
static void
fill_table (ExmChartView *self)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, self->chart->title, -1);
  for (guint i = 0; i < self->chart->marks->len; i++)
    {
      const ExmChartMark *mark = exm_chart_get_mark (self->chart, i);
      GtkWidget          *label = gtk_label_new (mark->words);
      GtkWidget          *row = gtk_list_box_row_new ();

      if (mark->amount <= 0)
        {
          g_object_ref_sink (label);
          g_object_unref (label);
          g_object_ref_sink (row);
          g_object_unref (row);
          continue;
        }
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (row, "problem-row");
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, mark->words, -1);
      g_object_set_data (G_OBJECT (row), "mark", GUINT_TO_POINTER (i));
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  g_signal_connect_object (list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->table), list);
}

/* --- the menu ---------------------------------------------------------------------------------- */

static void
save (ExmChartView  *self,
      ExmChartFormat format)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *name = NULL;
  ExmChartLook     look;

  if (self->chart == NULL)
    return;
  exm_chart_look_for_paper (GTK_WIDGET (self), &look);
  bytes = exm_chart_render (self->chart, format, CLAMP (gtk_widget_get_width (GTK_WIDGET (self)), NATURAL_WIDTH, 900), &look, &error);
  if (bytes == NULL)
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("The picture could not be saved"), error);
      return;
    }
  name = g_strconcat (self->chart->file, format == EXM_CHART_PNG ? ".png" : ".svg", NULL);
  exm_chart_save_bytes (GTK_WIDGET (self), _ ("Save Picture"), name, bytes);
}

static void
save_png_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  save (EXM_CHART_VIEW (widget), EXM_CHART_PNG);
}

static void
save_svg_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  save (EXM_CHART_VIEW (widget), EXM_CHART_SVG);
}

static void
table_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ExmChartView *self = EXM_CHART_VIEW (widget);

  if (self->table != NULL)
    g_clear_pointer (&self->table, gtk_widget_unparent);
  else if (self->chart != NULL)
    {
      self->table = gtk_scrolled_window_new ();
      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->table), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
      gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->table), TRUE);
      gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->table), 320);
      gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (self->table), 120);
      gtk_widget_insert_before (self->table, widget, NULL);
      fill_table (self);
    }
  if (self->chart != NULL)
    set_buttons (self);
  gtk_widget_queue_resize (widget);
}

static void
menu_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (EXM_CHART_VIEW (widget)->menu));
}

static void
pressed_cb (ExmChartView *self)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu));
}

static GMenuModel *
new_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) files = g_menu_new ();

  g_menu_append (files, _ ("Save as _PNG…"), "chart.save-png");
  g_menu_append (files, _ ("Save as _SVG…"), "chart.save-svg");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  g_menu_append (menu, _ ("Picture or _Table"), "chart.table");
  return G_MENU_MODEL (menu);
}

/* --- object ------------------------------------------------------------------------------------ */

static void
exm_chart_view_dispose (GObject *object)
{
  ExmChartView *self = EXM_CHART_VIEW (object);

  g_ptr_array_set_size (self->buttons, 0);
  g_clear_pointer (&self->table, gtk_widget_unparent);
  g_clear_pointer (&self->tools, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_chart_view_parent_class)->dispose (object);
}

static void
exm_chart_view_finalize (GObject *object)
{
  ExmChartView *self = EXM_CHART_VIEW (object);

  g_clear_pointer (&self->chart, exm_chart_free);
  g_ptr_array_unref (self->buttons);

  G_OBJECT_CLASS (exm_chart_view_parent_class)->finalize (object);
}

static void
exm_chart_view_class_init (ExmChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_chart_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_chart_view_finalize;
  widget_class->snapshot = exm_chart_view_snapshot;
  widget_class->get_request_mode = exm_chart_view_get_request_mode;
  widget_class->measure = exm_chart_view_measure;
  widget_class->size_allocate = exm_chart_view_size_allocate;
  widget_class->focus = exm_chart_view_focus;
  widget_class->grab_focus = exm_chart_view_grab_focus;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_install_action (widget_class, "chart.save-png", NULL, save_png_action);
  gtk_widget_class_install_action (widget_class, "chart.save-svg", NULL, save_svg_action);
  gtk_widget_class_install_action (widget_class, "chart.table", NULL, table_action);
  gtk_widget_class_install_action (widget_class, "chart.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "chart.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "chart.menu", NULL);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "exmchart");
}

static void
exm_chart_view_init (ExmChartView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *press = gtk_gesture_click_new ();
  g_autoptr(GMenuModel) menu = new_menu ();

  self->buttons = g_ptr_array_new_with_free_func ((GDestroyNotify)gtk_widget_unparent);
  self->tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), menu);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->menu), FALSE);
  gtk_box_append (GTK_BOX (self->tools), self->menu);
  gtk_widget_set_parent (self->tools, GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

GtkWidget *
exm_chart_view_new (void)
{
  return g_object_new (EXM_TYPE_CHART_VIEW, NULL);
}

void
exm_chart_view_set_chart (ExmChartView *self,
                          ExmChart     *chart)
{
  g_autofree char *words = NULL;
  g_autofree char *menu = NULL;

  g_return_if_fail (EXM_IS_CHART_VIEW (self) && chart != NULL);

  exm_chart_free (self->chart);
  self->chart = chart;
  set_buttons (self);
  if (self->table != NULL)
    fill_table (self);
  words = g_strdup_printf ("%s. %s", chart->title, chart->note != NULL ? chart->note : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  /* Translators: the menu of a picture; its title */
  menu = g_strdup_printf (_ ("Menu of “%s”"), chart->title);
  exm_tooltip_set_name (self->menu, menu);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

ExmChart *
exm_chart_view_get_chart (ExmChartView *self)
{
  g_return_val_if_fail (EXM_IS_CHART_VIEW (self), NULL);

  return self->chart;
}

void
exm_chart_view_set_extra (ExmChartView *self,
                          GtkWidget    *extra)
{
  g_return_if_fail (EXM_IS_CHART_VIEW (self));

  gtk_box_prepend (GTK_BOX (self->tools), extra);
}
