/* exm-ready-view.c - the ready page: which account, and what still stands in the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-ready-view-private.h"

#include <glib/gi18n-lib.h>

#include "exm-practice-manager.h"
#include "exm-settings.h"

/* A window that gets the focus again within so many seconds is not asked anew. */
#define RECHECK_SECONDS 10

/* Some frames (ms). */
#define FOCUS_DELAY 100

enum
{
  SIGNAL_CHANGED,
  SIGNAL_OPEN_JOB,
  SIGNAL_OPEN_PROBLEMS,
  SIGNAL_BROWSE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmReadyView, exm_ready_view, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

/* --- what is shown ------------------------------------------------------------------------------- */

/* Whether the nine rows count: always with Google, with practice only on request. */
gboolean
_exm_ready_view_is_shown (ExmReadyView *self)
{
  return !exm_ready_view_is_practice (self) || self->rehearse;
}

static void
show_collapsed (ExmReadyView *self,
                gboolean      ready)
{
  if (ready == (gboolean)self->was_ready)
    return;
  self->was_ready = ready;
  adw_expander_row_set_expanded (self->ready_row, !ready);
}

static void
update_file (ExmReadyView *self)
{
  const char *uri = exm_ready_get_training_uri (self->ready);
  gboolean    can_browse = exm_ready_get_google (self->ready) != NULL && exm_ready_get_project (self->ready) != NULL;

  adw_action_row_set_subtitle (self->file_row, uri != NULL ? uri : _ ("The examples of this dataset are uploaded"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->file_button), can_browse);
  gtk_widget_set_visible (GTK_WIDGET (self->own_button), uri != NULL);
}

void
_exm_ready_view_update (ExmReadyView *self)
{
  gboolean practice = exm_ready_view_is_practice (self);
  gboolean shown = _exm_ready_view_is_shown (self) && self->ready != NULL;
  gboolean ready;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->account_row),
                               practice ? _ ("Practice – nothing leaves this computer, nothing costs") : _ ("Google Cloud"));
  gtk_widget_set_visible (self->practice_badge, practice);
  gtk_widget_set_visible (GTK_WIDGET (self->rehearse_row), practice);
  gtk_widget_set_visible (GTK_WIDGET (self->ready_row), shown);
  gtk_widget_set_visible (GTK_WIDGET (self->file_row), shown);
  if (!shown)
    return;
  ready = exm_ready_is_ready (self->ready);
  adw_expander_row_set_subtitle (self->ready_row, exm_ready_get_summary (self->ready));
  gtk_image_set_from_icon_name (self->ready_icon, exm_ready_state_get_icon (ready ? EXM_READY_STATE_OK : EXM_READY_STATE_ATTENTION));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->ready_icon), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  exm_ready_state_get_words (ready ? EXM_READY_STATE_OK : EXM_READY_STATE_ATTENTION), -1);
  gtk_spinner_set_spinning (self->spinner, exm_ready_is_checking (self->ready));
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), exm_ready_is_checking (self->ready));
  gtk_widget_set_sensitive (GTK_WIDGET (self->check_button), exm_ready_get_google (self->ready) != NULL && !exm_ready_is_checking (self->ready));
  show_collapsed (self, ready);
  update_file (self);
}

static gboolean
focus_next_cb (gpointer user_data)
{
  ExmReadyView *self = user_data;
  GtkRoot      *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget    *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->focus_id = 0;
  if (root == NULL || (focus != NULL && !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->ready_row))))
    return G_SOURCE_REMOVE;
  for (guint i = 0; i < EXM_N_READY; i++)
    if (exm_ready_item_get_state (exm_ready_get_item (self->ready, i)) == EXM_READY_STATE_ATTENTION &&
        exm_ready_row_focus (self->rows[i]))
      return G_SOURCE_REMOVE;
  gtk_widget_grab_focus (GTK_WIDGET (self->check_button));
  return G_SOURCE_REMOVE;
}

/* The button that was pressed is gone, and with it the keyboard's place. GTK finds it
 * another one with the next frame; after that it goes to what is to be done next. */
void
_exm_ready_view_focus_next (ExmReadyView *self)
{
  if (self->focus_id == 0)
    self->focus_id = g_timeout_add (FOCUS_DELAY, focus_next_cb, self);
}

void
_exm_ready_view_emit_changed (ExmReadyView *self)
{
  _exm_ready_view_update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- checking ------------------------------------------------------------------------------------- */

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ExmReadyView) self = user_data;

  if (!exm_ready_check_finish (EXM_READY (source), result, NULL) || self->ready == NULL)
    return;
  _exm_ready_view_emit_changed (self);
  /* The button that was pressed could not be pressed meanwhile. */
  if (self->window != NULL && gtk_window_get_focus (self->window) == NULL)
    _exm_ready_view_focus_next (self);
}

void
_exm_ready_view_check (ExmReadyView *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->ready == NULL || !_exm_ready_view_is_shown (self) || exm_ready_get_google (self->ready) == NULL ||
      exm_ready_is_checking (self->ready) || self->n_fixing > 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (self->checked_at != 0 && now - self->checked_at < RECHECK_SECONDS * G_USEC_PER_SEC)
    return;
  self->checked_at = now;
  exm_ready_check_async (self->ready, self->cancellable, checked_cb, g_object_ref (self));
}

static void
exm_ready_view_check_cb (ExmReadyView *self)
{
  self->checked_at = 0;
  _exm_ready_view_check (self);
}

static void
active_cb (ExmReadyView *self)
{
  if (self->window != NULL && gtk_window_is_active (self->window))
    _exm_ready_view_check (self);
}

static void stats_cb (ExmReadyView *self);

static void
exm_ready_view_map (GtkWidget *widget)
{
  ExmReadyView *self = EXM_READY_VIEW (widget);

  GTK_WIDGET_CLASS (exm_ready_view_parent_class)->map (widget);
  if (self->stale)
    stats_cb (self);
  if (self->ready != NULL && exm_ready_get_google (self->ready) == NULL && self->connecting == NULL)
    _exm_ready_view_connect (self);
  else
    _exm_ready_view_check (self);
}

static void
exm_ready_view_root (GtkWidget *widget)
{
  ExmReadyView *self = EXM_READY_VIEW (widget);
  GtkRoot      *root;

  GTK_WIDGET_CLASS (exm_ready_view_parent_class)->root (widget);
  root = gtk_widget_get_root (widget);
  if (!GTK_IS_WINDOW (root))
    return;
  self->window = GTK_WINDOW (root);
  g_signal_connect_object (root, "notify::is-active", G_CALLBACK (active_cb), self, G_CONNECT_SWAPPED);
}

static void
exm_ready_view_unroot (GtkWidget *widget)
{
  ExmReadyView *self = EXM_READY_VIEW (widget);

  if (self->window != NULL)
    g_signal_handlers_disconnect_by_func (self->window, active_cb, self);
  self->window = NULL;

  GTK_WIDGET_CLASS (exm_ready_view_parent_class)->unroot (widget);
}

/* --- signals of the model -------------------------------------------------------------------------- */

static void
ready_notify_cb (ExmReadyView *self,
                 GParamSpec   *pspec)
{
  if (g_str_equal (pspec->name, "project") || g_str_equal (pspec->name, "quota-project") || g_str_equal (pspec->name, "bucket") || g_str_equal (pspec->name, "region"))
    _exm_ready_view_keep_choices (self);
  _exm_ready_view_emit_changed (self);
}

static void
row_act_cb (ExmReadyView *self,
            int           action,
            ExmReadyRow  *row)
{
  _exm_ready_view_act (self, exm_ready_row_get_item (row), (ExmReadyAction)action);
}

static void
stats_cb (ExmReadyView *self)
{
  if (self->ready == NULL)
    return;
  /* While nobody looks, a key that labels a post costs nothing here. */
  self->stale = self->dataset != NULL && !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (self->stale)
    return;
  if (self->dataset != NULL)
    exm_ready_set_dataset (self->ready, exm_dataset_get_stats (self->dataset), exm_dataset_get_task (self->dataset));
  else
    exm_ready_set_dataset (self->ready, NULL, NULL);
}

static void
manager_changed_cb (ExmReadyView *self)
{
  gboolean gone = exm_account_manager_is_loaded (self->manager) && !exm_ready_view_is_practice (self) &&
                  exm_account_manager_find (self->manager, self->account) == NULL;

  if (gone)
    {
      _exm_ready_view_choose (self, EXM_PRACTICE_ACCOUNT);
      return;
    }
  _exm_ready_view_fill_accounts (self);
  if (self->ready != NULL && exm_ready_get_google (self->ready) == NULL && self->connecting == NULL &&
      gtk_widget_get_mapped (GTK_WIDGET (self)))
    _exm_ready_view_connect (self);
}

/* --- signals of the rows ------------------------------------------------------------------------------ */

static void
exm_ready_view_account_cb (ExmReadyView *self)
{
  _exm_ready_view_account_selected (self);
}

static void
exm_ready_view_rehearse_cb (ExmReadyView *self)
{
  gboolean rehearse = gtk_switch_get_active (self->rehearse_switch);

  if (rehearse == (gboolean)self->rehearse)
    return;
  self->rehearse = rehearse;
  exm_practice_manager_set_rehearsal (exm_practice_manager_get_default (), rehearse);
  _exm_ready_view_connect (self);
}

static void
exm_ready_view_browse_cb (ExmReadyView *self)
{
  g_signal_emit (self, signals[SIGNAL_BROWSE], 0);
}

static void
exm_ready_view_own_cb (ExmReadyView *self)
{
  exm_ready_view_set_training_uri (self, NULL);
}

static void
exm_ready_view_problem_cb (ExmReadyView *self,
                           int           action)
{
  if (action == EXM_CLOUD_ACTION_SIGN_IN)
    _exm_ready_view_show_accounts (self, TRUE);
  else
    _exm_ready_view_connect (self);
}

/* --- object --------------------------------------------------------------------------------------------- */

static void
exm_ready_view_dispose (GObject *object)
{
  ExmReadyView *self = EXM_READY_VIEW (object);

  if (self->connecting != NULL)
    g_cancellable_cancel (self->connecting);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->select_id, g_source_remove);
  g_clear_handle_id (&self->focus_id, g_source_remove);
  g_clear_object (&self->connecting);
  if (self->ready != NULL)
    g_signal_handlers_disconnect_by_data (self->ready, self);
  g_clear_object (&self->ready);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_clear_object (&self->dataset);
  g_clear_object (&self->catalogue);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_READY_VIEW);

  G_OBJECT_CLASS (exm_ready_view_parent_class)->dispose (object);
}

static void
exm_ready_view_finalize (GObject *object)
{
  ExmReadyView *self = EXM_READY_VIEW (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->manager);
  g_ptr_array_unref (self->ids);
  g_free (self->account);

  G_OBJECT_CLASS (exm_ready_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-ready-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, account_row);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, practice_badge);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, rehearse_row);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, rehearse_switch);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, ready_row);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, ready_icon);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, spinner);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, check_button);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, file_row);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, file_button);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, own_button);
  gtk_widget_class_bind_template_child (widget_class, ExmReadyView, problem);
  gtk_widget_class_bind_template_callback (widget_class, exm_ready_view_account_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_ready_view_rehearse_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_ready_view_check_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_ready_view_browse_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_ready_view_own_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_ready_view_problem_cb);
}

static void
exm_ready_view_class_init (ExmReadyViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = exm_ready_view_dispose;
  object_class->finalize = exm_ready_view_finalize;
  widget_class->map = exm_ready_view_map;
  widget_class->root = exm_ready_view_root;
  widget_class->unroot = exm_ready_view_unroot;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPEN_JOB] = g_signal_new ("open-job", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_OPEN_PROBLEMS] = g_signal_new ("open-problems", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_BROWSE] = g_signal_new ("browse", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (EXM_TYPE_CLOUD_PROBLEM);
  bind_template (widget_class);
}

static void
exm_ready_view_init (ExmReadyView *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  self->manager = g_object_ref (exm_account_manager_get_default ());
  self->account = g_settings_get_string (exm_settings_get_default (), "account");
  if (*self->account == '\0')
    {
      g_free (self->account);
      self->account = g_strdup (EXM_PRACTICE_ACCOUNT);
    }
  self->filling = TRUE;
  self->was_ready = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
  g_signal_connect_object (self->manager, "changed", G_CALLBACK (manager_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->manager, "places-changed", G_CALLBACK (_exm_ready_view_take_choices), self, G_CONNECT_SWAPPED);
  manager_changed_cb (self);
  _exm_ready_view_update (self);
}

/* --- public ------------------------------------------------------------------------------------------------ */

void
exm_ready_view_set_catalogue (ExmReadyView *self,
                              ExmCatalogue *catalogue)
{
  g_return_if_fail (EXM_IS_READY_VIEW (self));
  g_return_if_fail (self->ready == NULL);

  self->catalogue = g_object_ref (catalogue);
  self->ready = exm_ready_new (catalogue);
  for (guint i = 0; i < EXM_N_READY; i++)
    {
      GtkWidget *row = exm_ready_row_new (exm_ready_get_item (self->ready, i));

      g_signal_connect_object (row, "act", G_CALLBACK (row_act_cb), self, G_CONNECT_SWAPPED);
      self->rows[i] = EXM_READY_ROW (row);
      adw_expander_row_add_row (self->ready_row, row);
    }
  g_signal_connect_object (self->ready, "notify", G_CALLBACK (ready_notify_cb), self, G_CONNECT_SWAPPED);
  stats_cb (self);
  _exm_ready_view_update (self);
}

void
exm_ready_view_set_dataset (ExmReadyView *self,
                            ExmDataset   *dataset)
{
  g_return_if_fail (EXM_IS_READY_VIEW (self));

  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_set_object (&self->dataset, dataset);
  if (dataset != NULL)
    {
      g_signal_connect_object (dataset, "notify::stats", G_CALLBACK (stats_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (dataset, "notify::task", G_CALLBACK (stats_cb), self, G_CONNECT_SWAPPED);
    }
  exm_ready_view_set_training_uri (self, NULL);
  stats_cb (self);
}

const char *
exm_ready_view_get_account (ExmReadyView *self)
{
  g_return_val_if_fail (EXM_IS_READY_VIEW (self), NULL);

  return self->account;
}

void
exm_ready_view_set_account (ExmReadyView *self,
                            const char   *id)
{
  g_return_if_fail (EXM_IS_READY_VIEW (self));

  if (g_strcmp0 (id, EXM_PRACTICE_ACCOUNT) == 0 || exm_account_manager_find (self->manager, id) != NULL)
    _exm_ready_view_choose (self, id);
}

gboolean
exm_ready_view_is_practice (ExmReadyView *self)
{
  g_return_val_if_fail (EXM_IS_READY_VIEW (self), TRUE);

  return g_strcmp0 (self->account, EXM_PRACTICE_ACCOUNT) == 0;
}

const char *
exm_ready_view_get_reason (ExmReadyView *self)
{
  g_return_val_if_fail (EXM_IS_READY_VIEW (self), NULL);

  if (self->ready == NULL || !_exm_ready_view_is_shown (self) || exm_ready_is_ready (self->ready))
    return NULL;
  return exm_ready_get_google (self->ready) == NULL ? _ ("The account is not connected yet") : exm_ready_get_summary (self->ready);
}

void
exm_ready_view_set_model (ExmReadyView *self,
                          const char   *model)
{
  const ExmBaseModel *base;
  const char         *region;

  g_return_if_fail (EXM_IS_READY_VIEW (self));

  if (self->ready == NULL || g_strcmp0 (exm_ready_get_model (self->ready), model) == 0)
    return;
  base = model != NULL ? exm_catalogue_find (self->catalogue, model) : NULL;
  region = exm_ready_get_region (self->ready);
  if (base != NULL && region != NULL && !exm_base_model_has_region (base, region))
    region = NULL;
  exm_ready_set_model (self->ready, model, region);
}

const char *
exm_ready_view_get_model (ExmReadyView *self)
{
  g_return_val_if_fail (EXM_IS_READY_VIEW (self), NULL);

  return self->ready != NULL ? exm_ready_get_model (self->ready) : NULL;
}

void
exm_ready_view_set_training_uri (ExmReadyView *self,
                                 const char   *uri)
{
  g_return_if_fail (EXM_IS_READY_VIEW (self));

  if (self->ready == NULL || g_strcmp0 (exm_ready_get_training_uri (self->ready), uri) == 0)
    return;
  exm_ready_set_training_uri (self->ready, uri);
  self->checked_at = 0;
  _exm_ready_view_check (self);
}

void
exm_ready_view_fill_options (ExmReadyView     *self,
                             ExmSubmitOptions *options)
{
  g_return_if_fail (EXM_IS_READY_VIEW (self));

  if (self->ready == NULL || !_exm_ready_view_is_shown (self))
    return;
  g_free (options->project);
  options->project = g_strdup (exm_ready_get_project (self->ready));
  g_free (options->bucket);
  options->bucket = g_strdup (exm_ready_get_bucket (self->ready));
  g_free (options->location);
  options->location = g_strdup (exm_ready_get_region (self->ready));
  g_free (options->training_uri);
  options->training_uri = g_strdup (exm_ready_get_training_uri (self->ready));
}

ExmReady *
exm_ready_view_get_ready (ExmReadyView *self)
{
  g_return_val_if_fail (EXM_IS_READY_VIEW (self), NULL);

  return self->ready;
}

void
exm_ready_view_sign_in (ExmReadyView *self)
{
  g_return_if_fail (EXM_IS_READY_VIEW (self));

  _exm_ready_view_show_accounts (self, TRUE);
}
