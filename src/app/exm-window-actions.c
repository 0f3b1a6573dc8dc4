/* exm-window-actions.c - the actions of the window
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-window-private.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-label-page.h"
#include "exm-task-panel.h"

/* --- undo ------------------------------------------------------------------------------- */

static void
exm_window_undone_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(ExmWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_undo_finish (EXM_DATASET (source), result, &error);

  if (receipt == NULL)
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("The step could not be undone"), error);
      return;
    }

  /* Translators: after Undo; what was taken back */
  g_autofree char *text = g_strdup_printf (_ ("Undone: %s"), receipt->name);

  _exm_window_toast_step (self, text, _ ("Redo"), "win.redo", receipt->name);
}

static void
exm_window_redone_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(ExmWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmReceipt) receipt = exm_dataset_redo_finish (EXM_DATASET (source), result, &error);

  if (receipt == NULL)
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("The step could not be redone"), error);
      return;
    }

  /* Translators: after Redo; what was done again */
  g_autofree char *text = g_strdup_printf (_ ("Redone: %s"), receipt->name);

  _exm_window_toast_step (self, text, _ ("Undo"), "win.undo", receipt->name);
}

static void
exm_window_undo_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);

  if (self->dataset == NULL)
    return;
  /* What is being typed is the newest step. */
  exm_examples_page_flush (self->examples_page);
  exm_task_panel_flush (EXM_TASK_PANEL (self->task_panel));
  exm_label_page_flush (EXM_LABEL_PAGE (self->label_page));
  if (exm_label_page_undo (EXM_LABEL_PAGE (self->label_page)))
    return;
  exm_dataset_undo_async (self->dataset, exm_window_undone_cb, g_object_ref (self));
}

static void
exm_window_redo_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);

  if (self->dataset != NULL)
    exm_dataset_redo_async (self->dataset, exm_window_redone_cb, g_object_ref (self));
}

/* --- where to ------------------------------------------------------------------------------ */

static void
exm_window_library_action (GtkWidget  *widget,
                           const char *action_name,
                           GVariant   *parameter)
{
  _exm_window_set_dataset (EXM_WINDOW (widget), NULL);
}

static void
exm_window_show_problem_action (GtkWidget  *widget,
                                const char *action_name,
                                GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);

  _exm_window_show_page (self, "examples");
  exm_examples_page_show_problem (self->examples_page, g_variant_get_uint32 (parameter));
}

static void
exm_window_show_label_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);

  _exm_window_show_page (self, "examples");
  exm_examples_page_show_label (self->examples_page, (ExmLabelId)g_variant_get_uint32 (parameter));
}

static void
exm_window_show_row_action (GtkWidget  *widget,
                            const char *action_name,
                            GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);

  _exm_window_show_page (self, "examples");
  exm_examples_page_show_row (self->examples_page, g_variant_get_uint32 (parameter));
}

static void
exm_window_show_page_action (GtkWidget  *widget,
                             const char *action_name,
                             GVariant   *parameter)
{
  _exm_window_show_page (EXM_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
exm_window_edit_task_action (GtkWidget  *widget,
                             const char *action_name,
                             GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);

  _exm_window_set_sidebar (self, TRUE);
  exm_task_panel_focus_instruction (EXM_TASK_PANEL (self->task_panel));
}

static void
exm_window_find_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);

  _exm_window_show_page (self, "examples");
  exm_examples_page_search (self->examples_page);
}

/* --- posts ------------------------------------------------------------------------------------ */

static void
exm_window_page_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  ExmWindow  *self = EXM_WINDOW (widget);
  const char *name = g_str_equal (action_name, "win.add") ? "examples.add" : "examples.go-to";

  _exm_window_show_page (self, "examples");
  gtk_widget_activate_action (GTK_WIDGET (self->examples_page), name, NULL);
}

static void
exm_window_open_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  _exm_window_choose_file (EXM_WINDOW (widget), FALSE);
}

static void
exm_window_import_action (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  _exm_window_choose_file (EXM_WINDOW (widget), TRUE);
}

static void
exm_window_new_action (GtkWidget  *widget,
                       const char *action_name,
                       GVariant   *parameter)
{
  _exm_window_new_dataset (EXM_WINDOW (widget));
}

static void
exm_window_sample_action (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);
  g_autoptr(GFile) file = _exm_window_dup_sample ();

  exm_window_open_file (self, file);
}

static void
exm_window_paste_posts_action (GtkWidget  *widget,
                               const char *action_name,
                               GVariant   *parameter)
{
  _exm_window_paste_posts (EXM_WINDOW (widget));
}

static void
exm_window_paste_rows_action (GtkWidget  *widget,
                              const char *action_name,
                              GVariant   *parameter)
{
  _exm_window_paste_rows (EXM_WINDOW (widget));
}

static void
exm_window_export_action (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  _exm_window_export (EXM_WINDOW (widget));
}

static void
exm_window_rename_action (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  _exm_window_rename (EXM_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
exm_window_trash_action (GtkWidget  *widget,
                         const char *action_name,
                         GVariant   *parameter)
{
  _exm_window_trash (EXM_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* --- table of actions ---------------------------------------------------------------------------- */

void
_exm_window_update_actions (ExmWindow *self)
{
  static const char *const on_dataset[] = { "win.library", "win.show-problem", "win.show-label", "win.show-row",
                                            "win.show-page", "win.edit-task", "win.find", "win.export", "win.go-to", "win.quarantine", "win.tidy", "win.labels" };
  static const char *const on_edit[] = { "win.import", "win.paste-rows", "win.add", "win.decide-again" };
  GtkWidget               *widget = GTK_WIDGET (self);
  gboolean                 open = self->dataset != NULL;
  gboolean                 can_edit = open && !exm_dataset_is_read_only (self->dataset);
  gboolean                 busy = exm_job_bar_is_busy (self->job_bar);

  for (guint i = 0; i < G_N_ELEMENTS (on_dataset); i++)
    gtk_widget_action_set_enabled (widget, on_dataset[i], open);
  for (guint i = 0; i < G_N_ELEMENTS (on_edit); i++)
    gtk_widget_action_set_enabled (widget, on_edit[i], can_edit && !busy);
  gtk_widget_action_set_enabled (widget, "win.paste-posts", (!open || can_edit) && !busy);
  gtk_widget_action_set_enabled (widget, "win.open", !busy);
  gtk_widget_action_set_enabled (widget, "win.new", !busy);
  gtk_widget_action_set_enabled (widget, "win.sample", !busy);
  gtk_widget_action_set_enabled (widget, "win.undo", can_edit && exm_dataset_can_undo (self->dataset));
  gtk_widget_action_set_enabled (widget, "win.redo", can_edit && exm_dataset_can_redo (self->dataset));
}

void
_exm_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, exm_window_undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, exm_window_redo_action);
  gtk_widget_class_install_action (widget_class, "win.library", NULL, exm_window_library_action);
  gtk_widget_class_install_action (widget_class, "win.show-problem", "u", exm_window_show_problem_action);
  gtk_widget_class_install_action (widget_class, "win.show-label", "u", exm_window_show_label_action);
  gtk_widget_class_install_action (widget_class, "win.show-row", "u", exm_window_show_row_action);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s", exm_window_show_page_action);
  gtk_widget_class_install_action (widget_class, "win.edit-task", NULL, exm_window_edit_task_action);
  gtk_widget_class_install_action (widget_class, "win.find", NULL, exm_window_find_action);
  gtk_widget_class_install_action (widget_class, "win.add", NULL, exm_window_page_action);
  gtk_widget_class_install_action (widget_class, "win.go-to", NULL, exm_window_page_action);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, exm_window_open_action);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, exm_window_import_action);
  gtk_widget_class_install_action (widget_class, "win.new", NULL, exm_window_new_action);
  gtk_widget_class_install_action (widget_class, "win.sample", NULL, exm_window_sample_action);
  gtk_widget_class_install_action (widget_class, "win.paste-posts", NULL, exm_window_paste_posts_action);
  gtk_widget_class_install_action (widget_class, "win.paste-rows", NULL, exm_window_paste_rows_action);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, exm_window_export_action);
  gtk_widget_class_install_action (widget_class, "win.rename-dataset", "s", exm_window_rename_action);
  gtk_widget_class_install_action (widget_class, "win.trash-dataset", "s", exm_window_trash_action);
  /* Bindings, not accelerators: a text that is being typed in undoes itself first. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  /* The menu shows the key that was bound last. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, GDK_CONTROL_MASK, "win.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.redo", NULL);
  gtk_widget_class_install_property_action (widget_class, "win.sidebar", "sidebar");
  gtk_widget_class_install_property_action (widget_class, "win.search", "search");
}
