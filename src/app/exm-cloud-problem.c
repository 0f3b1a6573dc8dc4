/* exm-cloud-problem.c - what went wrong with Google, what to do, and the button that does it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-cloud-problem.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-details-dialog.h"

struct _ExmCloudProblem
{
  AdwBin parent_instance;

  GtkLabel  *heading;
  GtkLabel  *message;
  GtkLabel  *advice;
  GtkWidget *buttons;
  GtkButton *action_button;
  GtkButton *details_button;

  GError        *error;
  ExmCloudAction action;   /* as offered */
  gint64         retry_at; /* monotonic microseconds, 0 = at once */
  guint          timer;
};

G_DEFINE_FINAL_TYPE (ExmCloudProblem, exm_cloud_problem, ADW_TYPE_BIN)

static guint action_signal;

/* --- waiting for the time that the server named ------------------------------------------ */

static int
seconds_left (ExmCloudProblem *self)
{
  gint64 left = self->retry_at - g_get_monotonic_time ();

  return left > 0 ? (int)((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

static void
update_button (ExmCloudProblem *self)
{
  const char      *label = exm_cloud_action_get_label (self->action);
  int              left = seconds_left (self);
  g_autofree char *text = NULL;

  if (label == NULL)
    return;
  if (left > 0)
    /* Translators: the text of a button, such as "Try Again", and seconds */
    text = g_strdup_printf (ngettext ("%s (in %d second)", "%s (in %d seconds)", (gulong)left), label, left);
  gtk_button_set_label (self->action_button, text != NULL ? text : label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->action_button), left == 0);
}

static gboolean
tick_cb (gpointer user_data)
{
  ExmCloudProblem *self = user_data;

  update_button (self);
  if (seconds_left (self) > 0)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

/* --- buttons ------------------------------------------------------------------------------ */

static void
exm_cloud_problem_action_cb (ExmCloudProblem *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->action == EXM_CLOUD_ACTION_OPEN_PAGE)
    exm_compat_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, exm_cloud_error_get_url (self->error));
  else
    g_signal_emit (self, action_signal, 0, (int)self->action);
}

static void
exm_cloud_problem_details_cb (ExmCloudProblem *self)
{
  g_autofree char *details = exm_cloud_error_dup_details (self->error);

  exm_details_dialog_show (GTK_WIDGET (self), _ ("Details"),
                                                 _ ("What Google answered. Passwords and tokens were taken out."), details, NULL);
}

/* --- object ------------------------------------------------------------------------------- */

static void
exm_cloud_problem_dispose (GObject *object)
{
  ExmCloudProblem *self = EXM_CLOUD_PROBLEM (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_error (&self->error);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_CLOUD_PROBLEM);

  G_OBJECT_CLASS (exm_cloud_problem_parent_class)->dispose (object);
}

static void
exm_cloud_problem_class_init (ExmCloudProblemClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_cloud_problem_dispose;
  action_signal = g_signal_new ("action", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-cloud-problem.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmCloudProblem, heading);
  gtk_widget_class_bind_template_child (widget_class, ExmCloudProblem, message);
  gtk_widget_class_bind_template_child (widget_class, ExmCloudProblem, advice);
  gtk_widget_class_bind_template_child (widget_class, ExmCloudProblem, buttons);
  gtk_widget_class_bind_template_child (widget_class, ExmCloudProblem, action_button);
  gtk_widget_class_bind_template_child (widget_class, ExmCloudProblem, details_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_cloud_problem_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_cloud_problem_details_cb);
}

static void
exm_cloud_problem_init (ExmCloudProblem *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
exm_cloud_problem_new (void)
{
  return g_object_new (EXM_TYPE_CLOUD_PROBLEM, NULL);
}

static char *
sentence (const char *text)
{
  /* Messages of errors have no full stop. */
  return g_str_has_suffix (text, ".") ? g_strdup (text) : g_strconcat (text, ".", NULL);
}

void
exm_cloud_problem_set (ExmCloudProblem *self,
                       const char      *heading,
                       const GError    *error,
                       gboolean         can_act)
{
  g_autofree char *message = NULL;
  gboolean         has_details = error != NULL && exm_cloud_error_get_problem (error) != NULL;
  const char      *advice;
  gint64           wait;

  g_return_if_fail (EXM_IS_CLOUD_PROBLEM (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_error (&self->error);
  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  self->error = g_error_copy (error);
  message = sentence (error->message);
  advice = exm_cloud_error_get_advice (error);
  gtk_label_set_label (self->heading, heading != NULL ? heading : "");
  gtk_widget_set_visible (GTK_WIDGET (self->heading), heading != NULL);
  gtk_label_set_label (self->message, message);
  gtk_label_set_label (self->advice, advice != NULL ? advice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->advice), advice != NULL);

  self->action = exm_cloud_error_get_action (error);
  if (self->action == EXM_CLOUD_ACTION_OPEN_PAGE && exm_cloud_error_get_url (error) == NULL)
    self->action = EXM_CLOUD_ACTION_NONE;
  if (!can_act && self->action != EXM_CLOUD_ACTION_OPEN_PAGE)
    self->action = EXM_CLOUD_ACTION_NONE;
  wait = self->action == EXM_CLOUD_ACTION_RETRY ? exm_cloud_error_get_retry_ms (error) : 0;
  self->retry_at = wait > 0 ? g_get_monotonic_time () + wait * 1000 : 0;
  if (wait > 0)
    self->timer = g_timeout_add_seconds (1, tick_cb, self);
  gtk_widget_set_visible (GTK_WIDGET (self->action_button), self->action != EXM_CLOUD_ACTION_NONE);
  update_button (self);
  gtk_widget_set_visible (GTK_WIDGET (self->details_button), has_details);
  gtk_widget_set_visible (self->buttons, self->action != EXM_CLOUD_ACTION_NONE || has_details);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  exm_compat_announce (GTK_WIDGET (self), message);
}

/* --- as a dialog ---------------------------------------------------------------------------- */

typedef struct
{
  ExmCloudActionFunc func;
  gpointer           user_data;
  GDestroyNotify     destroy;
} Shown;

static void
shown_free (gpointer  data,
            GClosure *closure)
{
  Shown *shown = data;

  if (shown->destroy != NULL)
    shown->destroy (shown->user_data);
  g_free (shown);
}

static void
shown_action_cb (ExmCloudProblem *problem,
                 int              action,
                 gpointer         user_data)
{
  Shown             *shown = user_data;
  ExmCloudActionFunc func = shown->func;

  /* Destroying the window frees what was handed over: act before. */
  gtk_widget_set_visible (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (problem))), FALSE);
  if (func != NULL)
    func ((ExmCloudAction)action, shown->user_data);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (problem))));
}

static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static GtkWidget *
make_dialog (GtkWidget  *widget,
             const char *title,
             GtkWidget  *content)
{
  GtkRoot            *root = gtk_widget_get_root (widget);
  GtkWidget          *window = adw_window_new ();
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget          *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (escape_cb, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, -1);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_widget_set_margin_top (content, 12);
  gtk_widget_set_margin_bottom (content, 18);
  gtk_widget_set_margin_start (content, 18);
  gtk_widget_set_margin_end (content, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 500);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), content);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (window), box);
  return window;
}

void
exm_cloud_problem_show (GtkWidget         *widget,
                        const char        *heading,
                        const GError      *error,
                        ExmCloudActionFunc func,
                        gpointer           user_data,
                        GDestroyNotify     destroy)
{
  GtkWidget *problem;
  Shown     *shown;

  if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || gtk_widget_get_root (widget) == NULL)
    {
      if (destroy != NULL)
        destroy (user_data);
      return;
    }
  problem = exm_cloud_problem_new ();
  shown = g_new0 (Shown, 1);
  shown->func = func;
  shown->user_data = user_data;
  shown->destroy = destroy;
  exm_cloud_problem_set (EXM_CLOUD_PROBLEM (problem), NULL, error, func != NULL);
  g_signal_connect_data (problem, "action", G_CALLBACK (shown_action_cb), shown, shown_free, 0);
  gtk_window_present (GTK_WINDOW (make_dialog (widget, heading, problem)));
}
