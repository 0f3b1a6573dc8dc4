/* exm-label-page.c - labelling posts one at a time, or many by eye
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-page-private.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-one-stop.h"

/* keys ─► -keys ─► acts ─► -decide ─► ExmQueue ─► moved, content, counted ─► -show
 *                                        │
 *                                        └─► commands ─► dataset
 */

/* What is written has two lines there. */
#define OUTPUT_HEIGHT_NARROW 48

G_DEFINE_FINAL_TYPE (ExmLabelPage, exm_label_page, GTK_TYPE_WIDGET)

/* --- the queue tells -------------------------------------------------------------------- */

static void
moved_cb (ExmLabelPage *self)
{
  g_clear_handle_id (&self->advance_id, g_source_remove);
  _exm_label_page_fill_output (self);
  _exm_label_page_update_with_news (self);
}

static void
content_cb (ExmLabelPage *self)
{
  _exm_label_page_update_soon (self);
  _exm_label_page_pump (self);
}

static void
counted_cb (ExmLabelPage *self)
{
  _exm_label_page_update_soon (self);
}

/* What was typed ahead was meant for a post that is no more. */
static void
gone_cb (ExmLabelPage *self)
{
  _exm_label_page_drop_held (self);
  _exm_label_page_hint (self, _ ("The post was deleted; the next one is shown"));
}

/* --- dataset -------------------------------------------------------------------------------- */

static void
changed_cb (ExmLabelPage    *self,
            const ExmChange *change)
{
  if (change->task || change->labels)
    exm_guide_pane_refresh (EXM_GUIDE_PANE (self->guide));
  _exm_label_page_changed (self, change);
}

/* Outputs that are no labels: they are written. */
static gboolean
is_free_text (ExmDataset *dataset)
{
  const ExmStats *stats = exm_dataset_get_stats (dataset);

  return stats->n_labels == 0 && stats->n_labelled > 0;
}

static void
leave_dataset (ExmLabelPage *self)
{
  if (self->dataset == NULL)
    return;
  exm_label_page_flush (self);
  g_clear_handle_id (&self->advance_id, g_source_remove);
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->queue, self);
  g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_clear_object (&self->queue);
  g_array_set_size (self->recent, 0);
  _exm_label_page_drop_held (self);
  exm_pace_reset (self->pace);
  self->scope = EXM_SCOPE_TODO;
  g_clear_pointer (&self->given, exm_query_free);
  g_clear_pointer (&self->given_title, g_free);
  _exm_label_page_forget_saved (self);
  self->output_id = 0;
  self->note_id = 0;
  self->is_undoing = FALSE;
  self->has_begun = FALSE;
  gtk_widget_set_visible (self->note_row, FALSE);
}

void
exm_label_page_set_dataset (ExmLabelPage *self,
                            ExmDataset   *dataset)
{
  g_return_if_fail (EXM_IS_LABEL_PAGE (self));

  if (self->dataset == dataset)
    return;
  leave_dataset (self);
  g_set_object (&self->dataset, dataset);
  /* The buttons come with the first look at the page. */
  exm_label_buttons_set_dataset (EXM_LABEL_BUTTONS (self->buttons), gtk_widget_get_mapped (GTK_WIDGET (self)) ? dataset : NULL);
  exm_guide_pane_set_dataset (EXM_GUIDE_PANE (self->guide), dataset);
  exm_post_grid_set_dataset (EXM_POST_GRID (self->grid), dataset);
  if (dataset == NULL)
    return;
  self->writes = is_free_text (dataset);
  self->is_filling = TRUE;
  gtk_switch_set_active (GTK_SWITCH (self->writes_switch), self->writes);
  self->is_filling = FALSE;
  self->queue = exm_queue_new (dataset);
  g_signal_connect_swapped (self->queue, "moved", G_CALLBACK (moved_cb), self);
  g_signal_connect_swapped (self->queue, "content", G_CALLBACK (content_cb), self);
  g_signal_connect_swapped (self->queue, "counted", G_CALLBACK (counted_cb), self);
  g_signal_connect_swapped (self->queue, "gone", G_CALLBACK (gone_cb), self);
  g_signal_connect_swapped (dataset, "changed", G_CALLBACK (changed_cb), self);
  _exm_label_page_fill_scopes (self);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    _exm_label_page_start (self);
}

void
exm_label_page_set_queue (ExmLabelPage   *self,
                          const ExmQuery *query,
                          const char     *title)
{
  g_return_if_fail (EXM_IS_LABEL_PAGE (self));

  g_clear_pointer (&self->given, exm_query_free);
  g_free (self->given_title);
  self->given = query != NULL ? exm_query_copy (query) : NULL;
  self->given_title = query != NULL ? g_strdup (title != NULL ? title : _ ("Chosen posts")) : NULL;
  self->scope = query != NULL ? EXM_SCOPE_GIVEN : EXM_SCOPE_TODO;
  _exm_label_page_fill_scopes (self);
  _exm_label_page_start (self);
}

GtkWidget *
exm_label_page_get_toasts (ExmLabelPage *self)
{
  g_return_val_if_fail (EXM_IS_LABEL_PAGE (self), NULL);

  return self->toasts;
}

void
exm_label_page_flush (ExmLabelPage *self)
{
  g_return_if_fail (EXM_IS_LABEL_PAGE (self));

  if (self->dataset == NULL)
    return;
  _exm_label_page_save_output (self, FALSE);
  exm_guide_pane_flush (EXM_GUIDE_PANE (self->guide));
}

/* --- widget ------------------------------------------------------------------------------------ */

static void
exm_label_page_map (GtkWidget *widget)
{
  ExmLabelPage *self = EXM_LABEL_PAGE (widget);

  GTK_WIDGET_CLASS (exm_label_page_parent_class)->map (widget);
  if (self->queue == NULL)
    return;
  exm_label_buttons_set_dataset (EXM_LABEL_BUTTONS (self->buttons), self->dataset);
  _exm_label_page_fill_scopes (self);
  _exm_label_page_read_saved (self);
  /* The first time, and when the table may be filtered otherwise. */
  if (self->scope == EXM_SCOPE_FILTER || !self->has_begun)
    _exm_label_page_start (self);
  _exm_label_page_update_soon (self);
}

static gboolean
exm_label_page_grab_focus (GtkWidget *widget)
{
  _exm_label_page_focus_card (EXM_LABEL_PAGE (widget));
  return TRUE;
}

static gboolean
shape_cb (gpointer user_data)
{
  ExmLabelPage  *self = user_data;
  gboolean       is_narrow = self->last_width < EXM_LABEL_PAGE_NARROW;
  GtkOrientation orientation = is_narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  self->shape_id = 0;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->middle), orientation);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->output_box), orientation);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (gtk_widget_get_parent (self->output_view)),
                                              is_narrow ? OUTPUT_HEIGHT_NARROW : EXM_LABEL_PAGE_OUTPUT_HEIGHT);
  exm_guide_pane_set_narrow (EXM_GUIDE_PANE (self->guide), is_narrow);
  exm_label_buttons_set_low (EXM_LABEL_BUTTONS (self->buttons), self->is_grid || self->last_height < EXM_LABEL_PAGE_LOW);
  _exm_label_page_show_legend (self);
  _exm_label_page_show_icon (self);
  return G_SOURCE_REMOVE;
}

static void
exm_label_page_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  ExmLabelPage *self = EXM_LABEL_PAGE (widget);

  gtk_widget_allocate (self->box, width, height, baseline, NULL);
  if (((width < EXM_LABEL_PAGE_NARROW) != (self->last_width < EXM_LABEL_PAGE_NARROW) || (height < EXM_LABEL_PAGE_LOW) != (self->last_height < EXM_LABEL_PAGE_LOW)) && self->shape_id == 0)
    self->shape_id = g_idle_add (shape_cb, self);
  self->last_width = width;
  self->last_height = height;
}

static void
exm_label_page_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  gtk_widget_measure (EXM_LABEL_PAGE (widget)->box, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

static GtkSizeRequestMode
exm_label_page_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
exm_label_page_dispose (GObject *object)
{
  ExmLabelPage *self = EXM_LABEL_PAGE (object);

  if (self->box != NULL)
    exm_label_page_set_dataset (self, NULL);
  g_clear_handle_id (&self->hint_id, g_source_remove);
  g_clear_handle_id (&self->shape_id, g_source_remove);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_label_page_parent_class)->dispose (object);
}

static void
exm_label_page_finalize (GObject *object)
{
  ExmLabelPage *self = EXM_LABEL_PAGE (object);

  g_array_unref (self->recent);
  g_array_unref (self->held);
  exm_pace_free (self->pace);

  G_OBJECT_CLASS (exm_label_page_parent_class)->finalize (object);
}

static void
exm_label_page_class_init (ExmLabelPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_label_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_label_page_finalize;
  widget_class->map = exm_label_page_map;
  widget_class->focus = exm_focus_children;
  widget_class->grab_focus = exm_label_page_grab_focus;
  widget_class->measure = exm_label_page_measure;
  widget_class->get_request_mode = exm_label_page_get_request_mode;
  widget_class->size_allocate = exm_label_page_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "exmlabelpage");
  _exm_label_page_install_actions (widget_class);
}

static void
exm_label_page_init (ExmLabelPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->recent = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  self->held = g_array_new (FALSE, FALSE, sizeof (ExmHeldAct));
  self->pace = exm_pace_new ();
  self->last_width = EXM_LABEL_PAGE_NARROW;
  self->last_height = EXM_LABEL_PAGE_LOW;
  _exm_label_page_build (self);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (_exm_label_page_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
exm_label_page_new (void)
{
  return g_object_new (EXM_TYPE_LABEL_PAGE, NULL);
}
