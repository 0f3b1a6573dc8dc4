/* exm-compat.c - what newer GTK and libadwaita do with other calls
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

/* The floor stands in the build; calls above it are made here, each in its guard. */
#undef GDK_VERSION_MAX_ALLOWED
#undef ADW_VERSION_MAX_ALLOWED

#include "config.h"

#include "exm-compat.h"

#include <string.h>

#include <glib/gi18n-lib.h>

G_GNUC_BEGIN_IGNORE_DEPRECATIONS

/* --- files ------------------------------------------------------------------------ */

#if GTK_CHECK_VERSION(4, 10, 0)

static void
exm_compat_open_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GFile  *file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, g_object_unref);
  else if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", error->message);
      g_clear_error (&error);
    }
  else
    g_task_return_error (task, error);
}

static void
exm_compat_save_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GFile  *file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, g_object_unref);
  else if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", error->message);
      g_clear_error (&error);
    }
  else
    g_task_return_error (task, error);
}

static GtkFileDialog *
exm_compat_file_dialog (const char *title,
                        GListModel *filters,
                        GFile      *folder)
{
  GtkFileDialog *dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_filters (dialog, filters);
  gtk_file_dialog_set_initial_folder (dialog, folder);
  return dialog;
}

#else

static void
exm_compat_chooser_response_cb (GtkNativeDialog *dialog,
                                int              response,
                                GTask           *task)
{
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    g_task_return_pointer (task, g_steal_pointer (&file), g_object_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s", _ ("No file was chosen"));
  gtk_native_dialog_destroy (dialog);
  g_object_unref (task);
}

static void
exm_compat_run_chooser (GtkWindow           *parent,
                        const char          *title,
                        GtkFileChooserAction action,
                        const char          *name,
                        GListModel          *filters,
                        GFile               *folder,
                        GTask               *task)
{
  gboolean              save = action == GTK_FILE_CHOOSER_ACTION_SAVE;
  GtkFileChooserNative *native = gtk_file_chooser_native_new (title, parent, action,
                                                              save ? _ ("_Save") : _ ("_Open"), _ ("_Cancel"));
  GtkFileChooser       *chooser = GTK_FILE_CHOOSER (native);

  for (guint i = 0; filters != NULL && i < g_list_model_get_n_items (filters); i++)
    {
      g_autoptr(GtkFileFilter) filter = g_list_model_get_item (filters, i);

      gtk_file_chooser_add_filter (chooser, filter);
    }
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (chooser, folder, NULL);
  if (name != NULL)
    gtk_file_chooser_set_current_name (chooser, name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  /* The task keeps the chooser, the answer ends the task. */
  g_task_set_task_data (task, native, g_object_unref);
  g_signal_connect (native, "response", G_CALLBACK (exm_compat_chooser_response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}

#endif

void
exm_compat_open_file_async (GtkWindow          *parent,
                            const char         *title,
                            GListModel         *filters,
                            GFile              *folder,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, exm_compat_open_file_async);
#if GTK_CHECK_VERSION(4, 10, 0)
  g_autoptr(GtkFileDialog) dialog = exm_compat_file_dialog (title, filters, folder);

  gtk_file_dialog_open (dialog, parent, cancellable, exm_compat_open_cb, task);
#else
  exm_compat_run_chooser (parent, title, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, filters, folder, task);
#endif
}

GFile *
exm_compat_open_file_finish (GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
exm_compat_save_file_async (GtkWindow          *parent,
                            const char         *title,
                            const char         *name,
                            GListModel         *filters,
                            GFile              *folder,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, exm_compat_save_file_async);
#if GTK_CHECK_VERSION(4, 10, 0)
  g_autoptr(GtkFileDialog) dialog = exm_compat_file_dialog (title, filters, folder);

  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, parent, cancellable, exm_compat_save_cb, task);
#else
  exm_compat_run_chooser (parent, title, GTK_FILE_CHOOSER_ACTION_SAVE, name, filters, folder, task);
#endif
}

GFile *
exm_compat_save_file_finish (GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- questions ---------------------------------------------------------------------- */

static void
exm_compat_ask_response_cb (GObject    *dialog,
                            const char *response,
                            GTask      *task)
{
  g_task_return_pointer (task, g_strdup (response), g_free);
  g_object_unref (task);
}

void
exm_compat_ask_async (GtkWindow          *parent,
                      const char         *heading,
                      const char         *body,
                      GtkWidget          *extra,
                      const ExmAnswer    *answers,
                      guint               n_answers,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_return_if_fail (n_answers > 0);

  GTask *task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, exm_compat_ask_async);
#if ADW_CHECK_VERSION(1, 5, 0)
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));

  for (guint i = 0; i < n_answers; i++)
    {
      adw_alert_dialog_add_response (dialog, answers[i].id, answers[i].text);
      adw_alert_dialog_set_response_appearance (dialog, answers[i].id, answers[i].appearance);
      if (answers[i].appearance == ADW_RESPONSE_SUGGESTED)
        adw_alert_dialog_set_default_response (dialog, answers[i].id);
    }
  adw_alert_dialog_set_close_response (dialog, answers[0].id);
  if (extra != NULL)
    adw_alert_dialog_set_extra_child (dialog, extra);
  g_signal_connect (dialog, "response", G_CALLBACK (exm_compat_ask_response_cb), task);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (parent));
#else
  /* With the role of a dialog, GTK tells nobody that a window has come and has the keyboard. */
  AdwMessageDialog *dialog = g_object_new (ADW_TYPE_MESSAGE_DIALOG, "accessible-role", GTK_ACCESSIBLE_ROLE_WINDOW,
                                           "transient-for", parent, "heading", heading, "body", body, NULL);

  for (guint i = 0; i < n_answers; i++)
    {
      adw_message_dialog_add_response (dialog, answers[i].id, answers[i].text);
      adw_message_dialog_set_response_appearance (dialog, answers[i].id, answers[i].appearance);
      if (answers[i].appearance == ADW_RESPONSE_SUGGESTED)
        adw_message_dialog_set_default_response (dialog, answers[i].id);
    }
  adw_message_dialog_set_close_response (dialog, answers[0].id);
  if (extra != NULL)
    adw_message_dialog_set_extra_child (dialog, extra);
  g_signal_connect (dialog, "response", G_CALLBACK (exm_compat_ask_response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
#endif
}

char *
exm_compat_ask_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* --- the rest ------------------------------------------------------------------------ */

void
exm_compat_show_uri (GtkWindow  *parent,
                     const char *uri)
{
#if GTK_CHECK_VERSION(4, 10, 0)
  g_autoptr(GtkUriLauncher) launcher = gtk_uri_launcher_new (uri);

  gtk_uri_launcher_launch (launcher, parent, NULL, NULL, NULL);
#else
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
#endif
}

/* --- for screen readers ----------------------------------------------------------------- */

#define DESCRIPTION_KEY "exm-description"

gboolean
exm_compat_is_name (GtkWidget  *widget,
                    const char *text)
{
  g_autofree char *other = NULL;

  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text);
  return other == NULL;
}

static void
exm_compat_show_description (GtkWidget *widget)
{
  const char *text = g_object_get_data (G_OBJECT (widget), DESCRIPTION_KEY);

  if (text == NULL)
    text = gtk_widget_get_tooltip_text (widget);
  /* Names are read out before it. */
  if (text != NULL && exm_compat_is_name (widget, text))
    text = "";
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "", -1);
}

void
exm_compat_describe (GtkWidget  *widget,
                     const char *text)
{
  g_object_set_data_full (G_OBJECT (widget), DESCRIPTION_KEY, g_strdup (text), g_free);
  exm_compat_show_description (widget);
}

#if GTK_CHECK_VERSION(4, 14, 0)

void
exm_compat_announce (GtkWidget  *widget,
                     const char *text)
{
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

#else

/* Screen readers say the new description of what has the keyboard. So what is announced
 * stands there for a while, then what was there before. The last one counts. It comes a
 * moment later than the keyboard: else it is read with what has just got that, and then
 * once more. */

#define TELL_DELAY 400
#define TOLD_TIME 2000

static GtkWidget *told_by;
static GtkWidget *told_on[2];
static char      *told_text;
static guint      told_id;

static gboolean
exm_compat_told_cb (gpointer user_data)
{
  told_id = 0;
  for (guint i = 0; i < G_N_ELEMENTS (told_on); i++)
    {
      if (told_on[i] != NULL)
        exm_compat_show_description (told_on[i]);
      g_clear_weak_pointer (&told_on[i]);
    }
  return G_SOURCE_REMOVE;
}

static GtkWidget *
exm_compat_find_listener (GtkWidget *widget)
{
  GtkRoot   *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  /* The text in an entry is not in the accessible tree, but that in a row is (exm-told.c). */
  if (GTK_IS_TEXT (focus) && GTK_IS_EDITABLE (gtk_widget_get_parent (focus)))
    focus = gtk_widget_get_parent (focus);
  return focus != NULL ? focus : widget;
}

/* Of several rows that are selected, Orca (43) takes the first one for the one that has
 * the keyboard, and is deaf to what really has it. */
static GtkWidget *
exm_compat_find_first_selected (GtkWidget *row)
{
  GtkWidget *list = gtk_widget_get_parent (row);

  if (!GTK_IS_LIST_BASE (list))
    return NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (list); child != NULL; child = gtk_widget_get_next_sibling (child))
    if ((gtk_widget_get_state_flags (child) & GTK_STATE_FLAG_SELECTED) != 0)
      return child != row ? child : NULL;
  return NULL;
}

static void
exm_compat_tell (guint       i,
                 GtkWidget  *on,
                 const char *text)
{
  if (on == NULL || g_strcmp0 (g_object_get_data (G_OBJECT (on), DESCRIPTION_KEY), text) == 0)
    return;
  /* The same once more is a change as well. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (on), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (on), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  g_set_weak_pointer (&told_on[i], on);
}

static gboolean
exm_compat_tell_cb (gpointer user_data)
{
  g_autofree char *text = g_steal_pointer (&told_text);
  GtkWidget       *on;

  exm_compat_told_cb (NULL);
  if (told_by == NULL)
    return G_SOURCE_REMOVE;
  on = exm_compat_find_listener (told_by);
  exm_compat_tell (0, on, text);
  exm_compat_tell (1, exm_compat_find_first_selected (on), text);
  told_id = g_timeout_add (TOLD_TIME, exm_compat_told_cb, NULL);
  return G_SOURCE_REMOVE;
}

void
exm_compat_announce (GtkWidget  *widget,
                     const char *text)
{
  g_set_weak_pointer (&told_by, widget);
  g_free (told_text);
  told_text = g_strdup (text);
  g_clear_handle_id (&told_id, g_source_remove);
  told_id = g_timeout_add (TELL_DELAY, exm_compat_tell_cb, NULL);
}

#endif

static void
exm_compat_name_close (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_icon_name (GTK_BUTTON (widget)), "window-close-symbolic") == 0)
    {
      gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Close"), -1);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    exm_compat_name_close (child);
}

static void
exm_compat_toasts_cb (GListModel *children,
                      guint       position,
                      guint       n_removed,
                      guint       n_added,
                      gpointer    user_data)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(GtkWidget) child = g_list_model_get_item (children, i);

      if (g_str_equal (G_OBJECT_TYPE_NAME (child), "AdwToastWidget"))
        exm_compat_name_close (child);
    }
}

void
exm_compat_add_toast (AdwToastOverlay *toasts,
                      AdwToast        *toast)
{
  GListModel *children = g_object_get_data (G_OBJECT (toasts), "exm-children");

  if (children == NULL)
    {
      children = gtk_widget_observe_children (GTK_WIDGET (toasts));
      g_signal_connect (children, "items-changed", G_CALLBACK (exm_compat_toasts_cb), NULL);
      g_object_set_data_full (G_OBJECT (toasts), "exm-children", children, g_object_unref);
    }
  adw_toast_overlay_add_toast (toasts, toast);
}

/* --- looks ------------------------------------------------------------------------------ */

void
exm_compat_leave_table_on_tab (GtkColumnView *view)
{
#if GTK_CHECK_VERSION(4, 12, 0)
  gtk_column_view_set_tab_behavior (view, GTK_LIST_TAB_ITEM);
#endif
}

void
exm_compat_get_text_color (GtkWidget *widget,
                           GdkRGBA   *color)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), color);
}

void
exm_compat_get_accent (GtkWidget *widget,
                       GdkRGBA   *color)
{
#if ADW_CHECK_VERSION(1, 6, 0)
  g_autoptr(GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (adw_style_manager_get_default ());

  *color = *accent;
#else
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  if (!gtk_style_context_lookup_color (style, "accent_color", color))
    gtk_style_context_get_color (style, color);
#endif
}

G_GNUC_END_IGNORE_DEPRECATIONS

/* --- value of a combo row ------------------------------------------------------------------- */

/* Characters of a value that are always shown. */
#define VALUE_CHARS 16

static void
value_setup_cb (GtkListItemFactory *factory,
                GtkListItem        *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_list_item_set_child (item, label);
}

static void
value_bind_cb (GtkListItemFactory *factory,
               GtkListItem        *item)
{
  GtkLabel   *label = GTK_LABEL (gtk_list_item_get_child (item));
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_label (label, text);
  gtk_label_set_width_chars (label, (int)MIN (g_utf8_strlen (text, -1), VALUE_CHARS));
}

void
exm_compat_keep_value (AdwComboRow *row)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (value_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (value_bind_cb), NULL);
  /* What drops down stays as it was, with its mark. */
  adw_combo_row_set_list_factory (row, adw_combo_row_get_factory (row));
  adw_combo_row_set_factory (row, factory);
}
