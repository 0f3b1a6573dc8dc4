/* exm-map-view-posts.c - the post that is looked at, and those that are chosen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-map-view-private.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-label-picker.h"
#include "exm-map-canvas.h"
#include "exm-show-rows.h"

/* --- the post under the pointer ------------------------------------------------------------------ */

static void
post_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ExmMapView *self = user_data; /* perhaps disposed: ask the result first */
  g_autoptr(ExmExample) example = exm_dataset_get_example_finish (EXM_DATASET (source), result, NULL);
  g_autofree char *words = NULL;
  ExmLabel        *label;
  const char      *name;

  if (example == NULL)
    return;
  label = example->label != 0 ? exm_dataset_get_label (self->dataset, example->label) : NULL;
  name = label != NULL ? exm_label_get_name (label) : example->output != NULL ? example->output
                                                                              : _ ("No label");
  gtk_label_set_text (self->post_label, name);
  gtk_label_set_text (self->post_text, example->input);
  /* Translators: a label and a post, as they are read out */
  words = g_strdup_printf (_ ("%s: %s"), name, example->input);
  exm_compat_describe (self->canvas, words);
  if (gtk_widget_has_focus (self->canvas))
    exm_compat_announce (self->canvas, words);
}

void
_exm_map_view_current (ExmMapView *self)
{
  ExmRowId id = exm_map_canvas_get_current (EXM_MAP_CANVAS (self->canvas));

  g_cancellable_cancel (self->looking_up);
  g_clear_object (&self->looking_up);
  if (id == 0 || self->dataset == NULL)
    {
      gtk_label_set_text (self->post_label, "");
      gtk_label_set_text (self->post_text, _ ("Point at a post or go there with the arrow keys to read it."));
      return;
    }
  self->looking_up = g_cancellable_new ();
  exm_dataset_get_example_async (self->dataset, id, self->looking_up, post_cb, self);
}

void
_exm_map_view_show_rows (ExmMapView *self)
{
  guint                n;
  g_autofree ExmRowId *ids = exm_map_canvas_dup_selection (EXM_MAP_CANVAS (self->canvas), &n);
  ExmRowId             current = exm_map_canvas_get_current (EXM_MAP_CANVAS (self->canvas));
  g_autoptr(ExmQuery) query = NULL;

  if (n == 0 && current == 0)
    return;
  query = n > 0 ? exm_query_new_rows (ids, n) : exm_query_new_rows (&current, 1);
  exm_show_rows (GTK_WIDGET (self), query, _ ("From the Map"));
}

/* --- chosen posts ---------------------------------------------------------------------------------- */

void
_exm_map_view_selection (ExmMapView *self)
{
  guint            n = exm_map_canvas_get_n_selected (EXM_MAP_CANVAS (self->canvas));
  g_autofree char *text = g_strdup_printf (ngettext ("%'u post selected", "%'u posts selected", n), n);

  gtk_widget_set_visible (self->selection_bar, n > 0);
  gtk_label_set_text (self->selection_label, text);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "map.label", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "map.rows", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "map.clear", n > 0);
  if (n > 0)
    exm_compat_announce (self->canvas, text);
}

/* The chosen posts, or the current one. */
static ExmTarget *
new_target (ExmMapView *self)
{
  guint                n;
  g_autofree ExmRowId *ids = exm_map_canvas_dup_selection (EXM_MAP_CANVAS (self->canvas), &n);
  ExmRowId             current = exm_map_canvas_get_current (EXM_MAP_CANVAS (self->canvas));

  if (n > 0)
    return exm_target_new_rows (ids, n);
  return current != 0 ? exm_target_new_row (current) : NULL;
}

void
_exm_map_view_picked (ExmMapView *self,
                      guint       label)
{
  g_autoptr(ExmTarget) target = new_target (self);

  if (target != NULL)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_set_label (target, (ExmLabelId)label), EXM_RUN_TOAST);
  gtk_widget_grab_focus (self->canvas);
}

void
_exm_map_view_named (ExmMapView *self,
                     const char *name)
{
  g_autoptr(ExmTarget) target = new_target (self);

  if (target != NULL)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_command_new_set_label_named (target, name), EXM_RUN_TOAST);
  gtk_widget_grab_focus (self->canvas);
}

void
_exm_map_view_key_typed (ExmMapView *self,
                         guint       character)
{
  ExmLabel *label = self->dataset != NULL ? exm_label_picker_find_key (self->dataset, character) : NULL;

  if (label != NULL && !exm_dataset_is_read_only (self->dataset))
    _exm_map_view_picked (self, exm_label_get_id (label));
}

static void
label_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ExmMapView *self = EXM_MAP_VIEW (widget);

  if (self->dataset != NULL && !exm_dataset_is_read_only (self->dataset))
    exm_label_picker_open (EXM_LABEL_PICKER (self->picker), 0);
}

static void
rows_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  _exm_map_view_show_rows (EXM_MAP_VIEW (widget));
}

static void
clear_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  exm_map_canvas_clear_selection (EXM_MAP_CANVAS (EXM_MAP_VIEW (widget)->canvas));
  gtk_widget_grab_focus (EXM_MAP_VIEW (widget)->canvas);
}

void
_exm_map_view_install_post_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "map.label", NULL, label_action);
  gtk_widget_class_install_action (widget_class, "map.rows", NULL, rows_action);
  gtk_widget_class_install_action (widget_class, "map.clear", NULL, clear_action);
}

/* --- the foot ----------------------------------------------------------------------------------------- */

static GtkWidget *
new_action_button (const char *label,
                   const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

/* What is chosen and what can be done with it; below, the post that is looked at. */
GtkWidget *
_exm_map_view_new_foot (ExmMapView *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->selection_bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->selection_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->selection_label, 0);
  gtk_label_set_ellipsize (self->selection_label, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->selection_label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->selection_label), "heading");
  self->label_button = new_action_button (_ ("_Label…"), "map.label");
  gtk_box_append (GTK_BOX (self->selection_bar), GTK_WIDGET (self->selection_label));
  gtk_box_append (GTK_BOX (self->selection_bar), self->label_button);
  gtk_box_append (GTK_BOX (self->selection_bar), new_action_button (_ ("_Show Posts"), "map.rows"));
  gtk_box_append (GTK_BOX (self->selection_bar), new_action_button (_ ("_Clear"), "map.clear"));
  gtk_widget_set_visible (self->selection_bar, FALSE);

  self->post_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->post_label, 0);
  gtk_label_set_ellipsize (self->post_label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->post_label), "caption-heading");
  self->post_text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->post_text, 0);
  gtk_label_set_yalign (self->post_text, 0);
  gtk_label_set_wrap (self->post_text, TRUE);
  gtk_label_set_wrap_mode (self->post_text, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_ellipsize (self->post_text, PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (self->post_text, 3);
  gtk_widget_set_size_request (GTK_WIDGET (self->post_text), -1, 54);
  gtk_box_append (GTK_BOX (foot), self->selection_bar);
  gtk_box_append (GTK_BOX (foot), GTK_WIDGET (self->post_label));
  gtk_box_append (GTK_BOX (foot), GTK_WIDGET (self->post_text));
  gtk_widget_add_css_class (foot, "page-foot");
  return foot;
}
