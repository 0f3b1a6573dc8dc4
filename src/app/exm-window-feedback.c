/* exm-window-feedback.c - what every widget of the window says to the user, and how
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-feedback.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-label-page.h"
#include "exm-window-private.h"

/* Seconds: to read what it says, and to think. Those without a button go sooner. */
#define TOAST_TIMEOUT 10

typedef struct
{
  GtkWidget  *widget; /* owned */
  ExmRunFlags flags;
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->widget);
  g_free (run);
}

static ExmWindow *
exm_feedback_window (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  /* A dialog stands before the window that it belongs to. */
  while (root != NULL && !EXM_IS_WINDOW (root) && GTK_IS_WINDOW (root))
    root = GTK_ROOT (gtk_window_get_transient_for (GTK_WINDOW (root)));
  return EXM_IS_WINDOW (root) ? EXM_WINDOW (root) : NULL;
}

static void
exm_feedback_guest_gone_cb (ExmWindow *window,
                            GtkWidget *dialog)
{
  if (window->guest != GTK_WINDOW (dialog))
    return;
  /* Its toasts go with it. */
  window->toast = NULL;
  window->guest = NULL;
  window->guest_toasts = NULL;
}

void
exm_feedback_lend (GtkWindow *dialog,
                   GtkWidget *toasts)
{
  ExmWindow *window = exm_feedback_window (GTK_WIDGET (dialog));

  g_return_if_fail (ADW_IS_TOAST_OVERLAY (toasts));

  if (window == NULL)
    return;
  if (window->toast != NULL)
    adw_toast_dismiss (window->toast);
  window->guest = dialog;
  window->guest_toasts = ADW_TOAST_OVERLAY (toasts);
  g_signal_connect_object (dialog, "unrealize", G_CALLBACK (exm_feedback_guest_gone_cb), window, G_CONNECT_SWAPPED);
}

/* --- toasts -------------------------------------------------------------------------------- */

/* A page of cards and forms ends above the toast, which would lie over their buttons. The
 * table stays as high as it is, and the Label page has a place of its own for toasts. */
static void
exm_feedback_make_room (ExmWindow *self)
{
  g_autoptr (GListModel) pages = G_LIST_MODEL (adw_view_stack_get_pages (self->pages));
  GtkWidget *shown = adw_view_stack_get_visible_child (self->pages);
  gboolean   is_over = self->toast != NULL && self->toast_overlay == self->toasts && shown != GTK_WIDGET (self->examples_page);

  for (guint i = 0; i < g_list_model_get_n_items (pages); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (pages, i);
      GtkWidget *child = adw_view_stack_page_get_child (page);

      if (is_over && child == shown)
        gtk_widget_add_css_class (child, "above-toast");
      else
        gtk_widget_remove_css_class (child, "above-toast");
    }
}

static void
exm_feedback_toast_gone_cb (AdwToast  *toast,
                            ExmWindow *window)
{
  if (window->toast != toast)
    return;
  window->toast = NULL;
  if (window->pages != NULL)
    exm_feedback_make_room (window);
}

/* Where the user looks, and what is needed next is not covered. */
static AdwToastOverlay *
exm_feedback_find_overlay (ExmWindow *self)
{
  if (self->guest_toasts != NULL)
    return self->guest_toasts;
  if (self->dataset == NULL)
    return self->library_toasts;
  if (self->label_page != NULL && adw_view_stack_get_visible_child (self->pages) == self->label_page)
    return ADW_TOAST_OVERLAY (exm_label_page_get_toasts (EXM_LABEL_PAGE (self->label_page)));
  return self->toasts;
}

static void
exm_feedback_add_toast (ExmWindow *self,
                        AdwToast  *toast)
{
  self->toast = toast;
  self->toast_overlay = exm_feedback_find_overlay (self);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (exm_feedback_toast_gone_cb), self, 0);
  exm_compat_add_toast (self->toast_overlay, toast);
  exm_feedback_make_room (self);
}

void
_exm_window_take_toast_along (ExmWindow *self)
{
  AdwToast *toast = self->toast;

  if (toast == NULL || self->guest_toasts != NULL || self->toast_overlay == exm_feedback_find_overlay (self))
    {
      exm_feedback_make_room (self);
      return;
    }
  g_object_ref (toast);
  adw_toast_dismiss (toast);
  g_signal_handlers_disconnect_by_func (toast, exm_feedback_toast_gone_cb, self);
  exm_feedback_add_toast (self, toast);
}

/* @step: for Undo and Redo, the name of the step that the button is for */
void
_exm_window_show_toast (ExmWindow  *self,
                        AdwToast   *toast,
                        const char *step)
{
  /* One at a time: the newest event is the one that counts. */
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  /* What is undone must be what the toast says: the next change takes it away. */
  g_free (self->toast_step);
  self->toast_step = g_strdup (step);
  exm_feedback_add_toast (self, toast);
}

static void
exm_feedback_show (GtkWidget  *widget,
                   const char *text,
                   const char *button,
                   const char *action,
                   const char *step)
{
  ExmWindow       *window = exm_feedback_window (widget);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast        *toast;

  if (window == NULL || window->toasts == NULL)
    {
      g_message ("%s", text);
      return;
    }
  toast = adw_toast_new (markup);
  if (action != NULL)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_detailed_action_name (toast, action);
      /* This one asks, and is the only place to answer: it stays until the next. */
      adw_toast_set_timeout (toast, g_str_has_prefix (action, "win.import-reposts") ? 0 : TOAST_TIMEOUT);
    }
  else if (window->news != NULL)
    adw_toast_set_timeout (toast, TOAST_TIMEOUT);
  _exm_window_show_toast (window, toast, step);
  exm_compat_announce (widget, text);
}

void
_exm_window_set_news (ExmWindow  *self,
                      const char *text,
                      const char *button,
                      const char *action)
{
  g_free (self->news);
  g_free (self->news_button);
  g_free (self->news_action);
  self->news = g_strdup (text);
  self->news_button = g_strdup (button);
  self->news_action = g_strdup (action);
}

void
_exm_window_tell_news (ExmWindow *self,
                       ExmWindow *there)
{
  if (self->news == NULL)
    return;
  exm_feedback_toast_action (GTK_WIDGET (there), self->news, self->news_button, self->news_action);
  _exm_window_set_news (self, NULL, NULL, NULL);
}

void
exm_feedback_toast_action (GtkWidget  *widget,
                           const char *text,
                           const char *button,
                           const char *action)
{
  exm_feedback_show (widget, text, button, action, NULL);
}

void
_exm_window_toast_step (ExmWindow  *self,
                        const char *text,
                        const char *button,
                        const char *action,
                        const char *step)
{
  exm_feedback_show (GTK_WIDGET (self), text, button, action, step);
}

void
exm_feedback_toast (GtkWidget  *widget,
                    const char *text)
{
  exm_feedback_toast_action (widget, text, NULL, NULL);
}

/* --- errors --------------------------------------------------------------------------------- */

static void
exm_feedback_error_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autofree char *answer = exm_compat_ask_finish (result);
}

void
exm_feedback_error (GtkWidget    *widget,
                    const char   *heading,
                    const GError *error)
{
  const ExmAnswer  answers[] = { { "close", _ ("_Close"), ADW_RESPONSE_DEFAULT } };
  ExmWindow       *window = exm_feedback_window (widget);
  g_autofree char *body = NULL;

  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (window == NULL || !gtk_widget_get_mapped (GTK_WIDGET (window)))
    {
      g_message ("%s: %s", heading, error->message);
      return;
    }
  /* Messages of errors have no full stop; this one is a sentence by itself. */
  body = g_str_has_suffix (error->message, ".") ? g_strdup (error->message) : g_strconcat (error->message, ".", NULL);
  exm_compat_ask_async (window->guest != NULL ? window->guest : GTK_WINDOW (window), heading, body, NULL, answers,
                        G_N_ELEMENTS (answers), exm_feedback_error_cb, NULL);
}

/* --- what is selected ------------------------------------------------------------------------- */

ExmRunFlags
exm_feedback_flags (guint n_selected)
{
  return n_selected > 1 ? EXM_RUN_TOAST : EXM_RUN_DEFAULT;
}

void
exm_feedback_tell_selected (GtkWidget *widget,
                            guint      n_selected)
{
  g_autofree char *words = NULL;

  if (n_selected < 2)
    return;
  words = g_strdup_printf (ngettext ("%'u post selected", "%'u posts selected", n_selected), n_selected);
  exm_compat_announce (widget, words);
}

/* --- commands -------------------------------------------------------------------------------- */

static void
exm_feedback_ran_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Run       *run = g_task_get_task_data (task);
  ExmWindow *window = exm_feedback_window (run->widget);
  g_autoptr(GError) error = NULL;
  ExmReceipt *receipt = exm_dataset_run_finish (EXM_DATASET (source), result, &error);

  if (receipt == NULL)
    {
      exm_feedback_error (run->widget, _ ("The change was not saved"), error);
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  if (window != NULL && receipt->n_rows > 0 && !(run->flags & EXM_RUN_QUIET) &&
      ((run->flags & EXM_RUN_TOAST) || receipt->n_rows > 1))
    _exm_window_toast_step (window, receipt->name, _ ("Undo"), "win.undo", receipt->name);
  g_task_return_pointer (task, receipt, (GDestroyNotify)exm_receipt_free);
}

void
exm_feedback_run_full (GtkWidget          *widget,
                       ExmDataset         *dataset,
                       ExmCommand         *command,
                       ExmRunFlags         flags,
                       GCancellable       *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (EXM_IS_DATASET (dataset));

  g_autoptr(ExmCommand) owned = command;
  GTask *task = g_task_new (dataset, NULL, callback, user_data);
  Run   *run = g_new0 (Run, 1);

  run->widget = g_object_ref (widget);
  run->flags = flags;
  g_task_set_source_tag (task, exm_feedback_run_full);
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);
  exm_dataset_run_async (dataset, owned, cancellable, exm_feedback_ran_cb, task);
}

void
exm_feedback_run (GtkWidget  *widget,
                  ExmDataset *dataset,
                  ExmCommand *command,
                  ExmRunFlags flags)
{
  exm_feedback_run_full (widget, dataset, command, flags, NULL, NULL, NULL);
}

const ExmReceipt *
exm_feedback_run_finish (GAsyncResult *result)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  ExmReceipt *receipt = g_task_propagate_pointer (G_TASK (result), NULL);

  /* Handed on to the result, which outlives the callback. */
  if (receipt != NULL)
    g_object_set_data_full (G_OBJECT (result), "exm-receipt", receipt, (GDestroyNotify)exm_receipt_free);
  return receipt;
}
