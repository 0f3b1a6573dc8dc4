/* exm-map-view.c - posts as points, near posts near
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-view-private.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-label-picker.h"
#include "exm-map-canvas.h"
#include "exm-map-legend.h"

/* A map of fewer posts has nothing to show. */
#define LEAST_POSTS 10

/* So long without an edit before the map follows it, in milliseconds; colours follow
 * sooner than places. */
#define LABELS_MS 100
#define PLACES_MS 1500

/* Under this width the legend opens only when asked for, in pixels. */
#define WIDE 620

G_DEFINE_FINAL_TYPE (ExmMapView, exm_map_view, GTK_TYPE_WIDGET)

/* --- labels of the points --------------------------------------------------------------------- */

static void
labels_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ExmMapView *self = user_data; /* perhaps disposed: ask the result first */
  g_autoptr(GError) error = NULL;
  ExmLabelId *labels = exm_map_read_labels_finish (EXM_DATASET (source), result, &error);

  if (labels == NULL)
    return;
  exm_map_legend_set_labels (EXM_MAP_LEGEND (self->legend), self->dataset, labels, self->map->n);
  exm_map_canvas_set_labels (EXM_MAP_CANVAS (self->canvas), labels, self->dataset);
}

static void
read_labels (ExmMapView *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  if (self->map == NULL)
    return;
  self->reading = g_cancellable_new ();
  exm_map_read_labels_async (self->dataset, self->map, self->reading, labels_cb, self);
}

static gboolean
labels_timeout_cb (gpointer user_data)
{
  ExmMapView *self = user_data;

  self->labels_id = 0;
  read_labels (self);
  return G_SOURCE_REMOVE;
}

/* --- places ------------------------------------------------------------------------------------- */

static void
show_note (ExmMapView *self)
{
  g_autofree char *text = NULL;

  if (self->map != NULL && self->map->n < self->map->n_posts)
    /* Translators: how many posts are shown, of how many */
    text = g_strdup_printf (_ ("A sample: %'u of %'u posts"), self->map->n, self->map->n_posts);
  gtk_label_set_text (self->note, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note), text != NULL);
}

static void
show_map (ExmMapView *self,
          ExmMap     *map)
{
  ExmMap  *before = self->map;
  gboolean same = before != NULL && before->n == map->n;

  self->map = exm_map_ref (map);
  exm_map_unref (before);
  exm_map_canvas_set_map (EXM_MAP_CANVAS (self->canvas), map);
  show_note (self);
  /* Pictures on the way have the same rows; their labels are known. */
  if (!same || self->making == NULL)
    read_labels (self);
  gtk_stack_set_visible_child_name (self->stack, "map");
}

static void
told_cb (double   fraction,
         ExmMap  *map,
         gpointer user_data)
{
  ExmMapView *self = user_data;

  if (self->making == NULL)
    return;
  gtk_progress_bar_set_fraction (self->progress, fraction);
  /* A map that is seen already stays until the new one is ready. */
  if (map != NULL && map->n >= LEAST_POSTS && !self->renewing)
    show_map (self, map);
}

static void
map_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      user_data)
{
  ExmMapView *self = user_data; /* perhaps disposed: ask the result first */
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmMap) map = exm_map_new_finish (EXM_DATASET (source), result, &error);

  if (map == NULL && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->making);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  if (map == NULL)
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("The map could not be made"), error);
      return;
    }
  show_map (self, map);
  exm_compat_announce (self->canvas, _ ("The map is ready"));
}

static void
stop (ExmMapView *self)
{
  g_cancellable_cancel (self->making);
  g_clear_object (&self->making);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_cancellable_cancel (self->looking_up);
  g_clear_object (&self->looking_up);
  g_clear_handle_id (&self->labels_id, g_source_remove);
  g_clear_handle_id (&self->places_id, g_source_remove);
}

/* Nothing to lay out: say so, and what helps. */
static gboolean
show_empty (ExmMapView *self)
{
  guint n = self->dataset != NULL ? exm_dataset_get_stats (self->dataset)->n_examples : 0;

  if (n >= LEAST_POSTS)
    return FALSE;
  adw_status_page_set_title (self->empty, n == 0 ? _ ("No Posts Yet") : _ ("Too Few Posts for a Map"));
  adw_status_page_set_description (self->empty, _ ("A map shows which posts are alike. Add some dozens of posts to see one."));
  gtk_stack_set_visible_child_name (self->stack, "empty");
  exm_map_canvas_set_map (EXM_MAP_CANVAS (self->canvas), NULL);
  g_clear_pointer (&self->map, exm_map_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_widget_set_visible (self->tools, FALSE);
  return TRUE;
}

static void
make_map (ExmMapView *self)
{
  stop (self);
  self->stale = FALSE;
  self->renewing = self->map != NULL;
  if (self->dataset == NULL || show_empty (self))
    return;
  gtk_widget_set_visible (self->tools, TRUE);
  if (self->map == NULL)
    gtk_stack_set_visible_child_name (self->stack, "wait");
  self->making = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->progress, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), TRUE);
  exm_map_new_async (self->dataset, told_cb, self, self->making, map_cb, self);
}

static gboolean
places_timeout_cb (gpointer user_data)
{
  ExmMapView *self = user_data;

  self->places_id = 0;
  make_map (self);
  return G_SOURCE_REMOVE;
}

/* A label moves nothing; a post that came or went does. */
static void
changed_cb (ExmMapView      *self,
            const ExmChange *change)
{
  if (change->structure)
    {
      self->stale = TRUE;
      g_clear_handle_id (&self->places_id, g_source_remove);
      if (gtk_widget_get_mapped (GTK_WIDGET (self)))
        self->places_id = g_timeout_add (PLACES_MS, places_timeout_cb, self);
    }
  if (self->labels_id == 0)
    self->labels_id = g_timeout_add (LABELS_MS, labels_timeout_cb, self);
}

static void
exm_map_view_map (GtkWidget *widget)
{
  ExmMapView *self = EXM_MAP_VIEW (widget);

  GTK_WIDGET_CLASS (exm_map_view_parent_class)->map (widget);
  if (self->dataset != NULL && self->making == NULL && (self->map == NULL || self->stale))
    make_map (self);
}

/* The map itself, not the buttons above it. */
static gboolean
exm_map_view_grab_focus (GtkWidget *widget)
{
  ExmMapView *self = EXM_MAP_VIEW (widget);

  return self->map != NULL && gtk_widget_grab_focus (self->canvas);
}

/* --- tools ---------------------------------------------------------------------------------------- */

static void
zoom_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  exm_map_canvas_zoom (EXM_MAP_CANVAS (EXM_MAP_VIEW (widget)->canvas), g_variant_get_double (parameter));
}

static void
legend_picked_cb (ExmMapView *self,
                  gboolean    one,
                  guint       label)
{
  ExmLabelId id = (ExmLabelId)label;

  exm_map_canvas_set_only (EXM_MAP_CANVAS (self->canvas), one ? &id : NULL);
}

static void
lasso_cb (ExmMapView      *self,
          GtkToggleButton *button)
{
  exm_map_canvas_set_lasso (EXM_MAP_CANVAS (self->canvas), gtk_toggle_button_get_active (button));
}

/* --- object ------------------------------------------------------------------------------------------ */

void
exm_map_view_set_dataset (ExmMapView *self,
                          ExmDataset *dataset)
{
  g_return_if_fail (EXM_IS_MAP_VIEW (self));

  if (self->dataset == dataset)
    return;
  stop (self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_func (self->dataset, changed_cb, self);
  g_set_object (&self->dataset, dataset);
  g_clear_pointer (&self->map, exm_map_unref);
  exm_map_canvas_set_map (EXM_MAP_CANVAS (self->canvas), NULL);
  exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), dataset);
  show_note (self);
  if (dataset == NULL)
    return;
  g_signal_connect_object (dataset, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    make_map (self);
}

static void
exm_map_view_size_allocate (GtkWidget *widget,
                            int        width,
                            int        height,
                            int        baseline)
{
  ExmMapView *self = EXM_MAP_VIEW (widget);

  /* Once: afterwards the user's choice holds. */
  if (!self->was_measured && width < WIDE)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->legend_button), FALSE);
  self->was_measured = TRUE;
  gtk_widget_size_allocate (self->box, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static void
exm_map_view_measure (GtkWidget     *widget,
                      GtkOrientation orientation,
                      int            for_size,
                      int           *minimum,
                      int           *natural,
                      int           *minimum_baseline,
                      int           *natural_baseline)
{
  gtk_widget_measure (EXM_MAP_VIEW (widget)->box, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
exm_map_view_dispose (GObject *object)
{
  ExmMapView *self = EXM_MAP_VIEW (object);

  stop (self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_func (self->dataset, changed_cb, self);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_map_view_parent_class)->dispose (object);
}

static void
exm_map_view_finalize (GObject *object)
{
  g_clear_pointer (&EXM_MAP_VIEW (object)->map, exm_map_unref);

  G_OBJECT_CLASS (exm_map_view_parent_class)->finalize (object);
}

static void
exm_map_view_class_init (ExmMapViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_map_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_map_view_finalize;
  widget_class->map = exm_map_view_map;
  widget_class->grab_focus = exm_map_view_grab_focus;
  widget_class->measure = exm_map_view_measure;
  widget_class->size_allocate = exm_map_view_size_allocate;
  _exm_map_view_install_post_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "map.zoom", "d", zoom_action);
}

static GtkWidget *
new_zoom_button (const char *icon,
                 const char *name,
                 double      factor)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "map.zoom");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "d", factor);
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static GtkWidget *
new_tools (ExmMapView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *lasso = gtk_toggle_button_new_with_label (_ ("Lasso"));

  gtk_widget_set_tooltip_text (lasso, _ ("Draw around posts instead of moving the map (or hold Shift)"));
  g_signal_connect_object (lasso, "toggled", G_CALLBACK (lasso_cb), self, G_CONNECT_SWAPPED);
  self->legend_button = gtk_toggle_button_new_with_label (_ ("Legend"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->legend_button), TRUE);
  gtk_widget_set_tooltip_text (self->legend_button, _ ("Show which color is which label"));
  self->note = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->note, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->note, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->note), "dim-label");
  gtk_box_append (GTK_BOX (box), lasso);
  gtk_box_append (GTK_BOX (box), new_zoom_button ("zoom-out-symbolic", _ ("Zoom Out"), 1 / 1.4));
  gtk_box_append (GTK_BOX (box), new_zoom_button ("zoom-in-symbolic", _ ("Zoom In"), 1.4));
  gtk_box_append (GTK_BOX (box), new_zoom_button ("zoom-fit-best-symbolic", _ ("Show All"), 0));
  gtk_box_append (GTK_BOX (box), self->legend_button);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->note));
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_bottom (box, 6);
  return box;
}

/* On the edge of what is below: a bar among the tools would take the width that a narrow
 * window has not, and one above it would move the map when it goes. */
static GtkWidget *
new_progress (ExmMapView *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->progress), GTK_ALIGN_START);
  gtk_widget_set_can_target (GTK_WIDGET (self->progress), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->progress), "osd");
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Making the map"), -1);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->stack));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->progress));
  return overlay;
}

static GtkWidget *
new_map_page (ExmMapView *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *middle = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->canvas = exm_map_canvas_new ();
  gtk_widget_set_hexpand (self->canvas, TRUE);
  gtk_widget_set_vexpand (self->canvas, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Map of posts"), -1);
  g_signal_connect_object (self->canvas, "current-changed", G_CALLBACK (_exm_map_view_current), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "selection-changed", G_CALLBACK (_exm_map_view_selection), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "activated", G_CALLBACK (_exm_map_view_show_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "key-typed", G_CALLBACK (_exm_map_view_key_typed), self, G_CONNECT_SWAPPED);
  self->legend = exm_map_legend_new ();
  g_signal_connect_object (self->legend, "picked", G_CALLBACK (legend_picked_cb), self, G_CONNECT_SWAPPED);
  g_object_bind_property (self->legend_button, "active", self->legend, "visible", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (middle), self->canvas);
  gtk_box_append (GTK_BOX (middle), self->legend);
  gtk_box_append (GTK_BOX (page), middle);
  gtk_box_append (GTK_BOX (page), _exm_map_view_new_foot (self));
  return page;
}

static void
exm_map_view_init (ExmMapView *self)
{
  GtkWidget *wait = gtk_spinner_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->tools = new_tools (self);
  gtk_box_append (GTK_BOX (self->box), self->tools);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->empty = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->empty, "exm-review-symbolic");
  gtk_spinner_start (GTK_SPINNER (wait));
  gtk_widget_set_halign (wait, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (wait), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Making the map"), -1);
  gtk_stack_add_named (self->stack, wait, "wait");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty), "empty");
  gtk_stack_add_named (self->stack, new_map_page (self), "map");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (self->box), new_progress (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->picker = exm_label_picker_new ();
  gtk_widget_set_parent (self->picker, self->label_button);
  g_signal_connect_object (self->picker, "picked", G_CALLBACK (_exm_map_view_picked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->picker, "named", G_CALLBACK (_exm_map_view_named), self, G_CONNECT_SWAPPED);
  _exm_map_view_selection (self);
  _exm_map_view_current (self);
}

GtkWidget *
exm_map_view_new (void)
{
  return g_object_new (EXM_TYPE_MAP_VIEW, NULL);
}
