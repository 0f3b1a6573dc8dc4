/* exm-tidy-dialog.c - "Remove My Data from Google"
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-tidy-dialog.h"

#include <glib/gi18n-lib.h>

#include "exm-account-manager.h"
#include "exm-cloud-problem.h"
#include "exm-compat.h"
#include "exm-details-dialog.h"
#include "exm-tidy.h"

/* account ─► what is there ─► (sure?) ─► one thing after the other ─► receipt
 *
 * What has gone is in the dataset file at each step: closing or a crash loses nothing. */

struct _ExmTidyDialog
{
  AdwWindow parent_instance;

  GtkDropDown     *account_drop;
  GtkStack        *stack; /* "busy", "list", "empty" */
  ExmCloudProblem *problem;
  GtkLabel        *lead;
  GtkListBox      *list;
  GtkWidget       *progress_box;
  GtkProgressBar  *bar;
  GtkLabel        *status;
  GtkButton       *cancel_button;
  GtkButton       *remove_button;
  GtkButton       *receipt_button;

  ExmDataset   *dataset;
  ExmGoogle    *google; /* nullable until connected */
  ExmTidyPlan  *plan;   /* nullable until listed */
  GPtrArray    *ids;    /* char *: accounts as in account_drop */
  GCancellable *cancellable;
  GCancellable *removing; /* nullable */
  gboolean      filling;
};

G_DEFINE_FINAL_TYPE (ExmTidyDialog, exm_tidy_dialog, ADW_TYPE_WINDOW)

static guint removed_signal;

/* --- list ----------------------------------------------------------------------------------- */

static const char *
state_icon (const ExmTidyItem *item)
{
  if (item->state == EXM_TIDY_GONE)
    return "object-select-symbolic";
  return item->state == EXM_TIDY_KEPT ? "changes-prevent-symbolic" : "user-trash-symbolic";
}

static const char *
state_words (const ExmTidyItem *item)
{
  if (item->state == EXM_TIDY_GONE)
    return _ ("Gone");
  return item->state == EXM_TIDY_KEPT ? _ ("Stays") : _ ("Will be removed");
}

static GtkWidget *
make_row (const ExmTidyItem *item)
{
  GtkWidget       *row = adw_action_row_new ();
  GtkWidget       *icon = gtk_image_new_from_icon_name (state_icon (item));
  GtkWidget       *state = gtk_label_new (state_words (item));
  g_autofree char *size = item->size >= 0 ? g_format_size ((guint64)item->size) : NULL;
  g_autoptr(GString) text = g_string_new (exm_tidy_kind_get_words (item->kind));

  if (size != NULL)
    g_string_append_printf (text, " · %s", size);
  g_string_append_printf (text, " · %s", item->reason != NULL ? item->reason : item->name);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), item->label != NULL ? item->label : item->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text->str);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, state_words (item), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_widget_add_css_class (state, "caption");
  gtk_widget_add_css_class (state, item->state == EXM_TIDY_GONE ? "success" : "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), state);
  gtk_widget_set_tooltip_text (row, item->name);
  return row;
}

static void
fill_list (ExmTidyDialog *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; self->plan != NULL && i < self->plan->items->len; i++)
    gtk_list_box_append (self->list, make_row (g_ptr_array_index (self->plan->items, i)));
}

static char *
dup_lead (ExmTidyDialog *self)
{
  guint there = exm_tidy_plan_count (self->plan, EXM_TIDY_THERE);
  guint gone = exm_tidy_plan_count (self->plan, EXM_TIDY_GONE);
  guint kept = exm_tidy_plan_count (self->plan, EXM_TIDY_KEPT);
  g_autoptr(GString) text = g_string_new (NULL);

  if (there > 0)
    g_string_append_printf (text, ngettext ("%u thing of this dataset is there and can be removed.", "%u things of this dataset are there and can be removed.", there),
                            there);
  if (gone > 0)
    {
      g_string_append (text, text->len > 0 ? " " : "");
      g_string_append_printf (text, ngettext ("%u is gone.", "%u are gone.", gone), gone);
    }
  if (kept > 0)
    {
      g_string_append (text, text->len > 0 ? " " : "");
      g_string_append_printf (text, ngettext ("%u stays, with its reason.", "%u stay, with their reasons.", kept), kept);
    }
  g_string_append_c (text, ' ');
  g_string_append (text, _ ("The dataset on this computer stays as it is."));
  return g_strdup (text->str);
}

static void
update (ExmTidyDialog *self)
{
  gboolean removing = self->removing != NULL;
  gboolean has_work = self->plan != NULL && exm_tidy_plan_has_work (self->plan);

  if (self->plan != NULL)
    {
      g_autofree char *lead = dup_lead (self);

      gtk_label_set_label (self->lead, lead);
    }
  gtk_widget_set_visible (self->progress_box, removing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->account_drop), !removing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->remove_button), has_work && !removing && !exm_dataset_is_read_only (self->dataset));
  gtk_widget_set_visible (GTK_WIDGET (self->receipt_button), self->plan != NULL && !removing && self->plan->id != 0 &&
                                                               exm_tidy_plan_count (self->plan, EXM_TIDY_GONE) > 0);
}

static void
take_plan (ExmTidyDialog *self,
           ExmTidyPlan   *plan)
{
  exm_tidy_plan_ref (plan);
  g_clear_pointer (&self->plan, exm_tidy_plan_unref);
  self->plan = plan;
  fill_list (self);
  gtk_stack_set_visible_child_name (self->stack, plan->items->len > 0 ? "list" : "empty");
  update (self);
}

/* --- asking what is there ------------------------------------------------------------------------ */

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ExmTidyDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmTidyPlan) plan = exm_tidy_list_finish (EXM_DATASET (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->dataset == NULL)
    return;
  if (plan != NULL)
    {
      take_plan (self, plan);
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "failed");
  exm_cloud_problem_set (self->problem, _ ("What is there could not be listed"), error, TRUE);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ExmTidyDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmGoogle) google = exm_account_manager_connect_finish (EXM_ACCOUNT_MANAGER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->dataset == NULL)
    return;
  g_set_object (&self->google, google);
  if (google != NULL)
    {
      exm_tidy_list_async (self->dataset, google, self->cancellable, listed_cb, g_object_ref (self));
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "failed");
  exm_cloud_problem_set (self->problem, _ ("This account cannot be used now"), error, FALSE);
}

static void
look (ExmTidyDialog *self)
{
  guint selected = gtk_drop_down_get_selected (self->account_drop);

  if (selected >= self->ids->len)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_object (&self->google);
  g_clear_pointer (&self->plan, exm_tidy_plan_unref);
  fill_list (self);
  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "busy");
  update (self);
  exm_account_manager_connect_async (exm_account_manager_get_default (), g_ptr_array_index (self->ids, selected),
                                     self->cancellable, connected_cb, g_object_ref (self));
}

static void
exm_tidy_dialog_account_cb (ExmTidyDialog *self)
{
  if (!self->filling)
    look (self);
}

static void
exm_tidy_dialog_again_cb (ExmTidyDialog *self)
{
  look (self);
}

/* --- removing --------------------------------------------------------------------------------------- */

static void
progress_cb (ExmTidyPlan *plan,
             guint        done,
             guint        total,
             const char  *message,
             gpointer     user_data)
{
  ExmTidyDialog *self = user_data;

  if (self->dataset == NULL) /* closed */
    return;
  take_plan (self, plan);
  gtk_progress_bar_set_fraction (self->bar, total > 0 ? (double)done / total : 0);
  gtk_label_set_label (self->status, message != NULL ? message : "");
}

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ExmTidyDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmTidyPlan) plan = exm_tidy_run_finish (EXM_DATASET (source), result, &error);

  g_clear_object (&self->removing);
  if (self->dataset == NULL)
    return;
  if (plan != NULL)
    take_plan (self, plan);
  update (self);
  exm_cloud_problem_set (self->problem, _ ("Not everything could be removed. It can be gone on with at any time."), error, FALSE);
  g_signal_emit (self, removed_signal, 0);
  gtk_widget_grab_focus (gtk_widget_get_visible (GTK_WIDGET (self->receipt_button)) ? GTK_WIDGET (self->receipt_button)
                                                                                    : GTK_WIDGET (self->list));
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ExmTidyDialog) self = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);

  if (g_strcmp0 (answer, "remove") != 0 || self->plan == NULL || self->google == NULL || self->removing != NULL)
    return;
  self->removing = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_label_set_label (self->status, "");
  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  update (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button));
  exm_tidy_run_async (self->dataset, self->google, self->plan, progress_cb, g_object_ref (self), g_object_unref,
                      self->removing, removed_cb, g_object_ref (self));
}

static void
exm_tidy_dialog_remove_cb (ExmTidyDialog *self)
{
  const ExmAnswer answers[] = { { "keep", _ ("_Keep"), ADW_RESPONSE_DEFAULT },
                                  { "remove", _ ("_Remove"), ADW_RESPONSE_DESTRUCTIVE } };

  exm_compat_ask_async (GTK_WINDOW (self), _ ("Remove All of This?"),
                                              _ ("The tuned models no longer answer afterwards, and tuning them again costs again. This cannot be undone."),
                                                 NULL, answers, G_N_ELEMENTS (answers), asked_cb, g_object_ref (self));
}

static void
exm_tidy_dialog_cancel_cb (ExmTidyDialog *self)
{
  if (self->removing != NULL)
    g_cancellable_cancel (self->removing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), FALSE);
}

/* --- receipt -------------------------------------------------------------------------------------------- */

typedef struct
{
  ExmTidyPlan *plan;
  char        *name;
  char        *path;
} Receipt;

static void
receipt_free (Receipt *receipt)
{
  exm_tidy_plan_unref (receipt->plan);
  g_free (receipt->name);
  g_free (receipt->path);
  g_free (receipt);
}

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Receipt *receipt = task_data;
  GError  *error = NULL;

  if (exm_tidy_plan_save_receipt (receipt->plan, receipt->name, receipt->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
show_receipt (ExmTidyDialog *self,
              const Receipt *receipt)
{
  g_autofree char *text = exm_tidy_plan_dup_receipt (receipt->plan, receipt->name);
  g_autofree char *file = g_filename_display_name (receipt->path);
  /* Translators: path of a file */
  g_autofree char *lead = g_strdup_printf (_ ("Saved as %s"), file);

  exm_details_dialog_show (GTK_WIDGET (self), _ ("Receipt"), lead, text, NULL);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  ExmTidyDialog *self = EXM_TIDY_DIALOG (source);
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      gtk_button_set_label (self->receipt_button, _ ("Receipt Saved"));
      if (self->dataset != NULL)
        show_receipt (self, g_task_get_task_data (G_TASK (result)));
    }
  else if (self->dataset != NULL)
    exm_cloud_problem_set (self->problem, _ ("The receipt was not saved"), error, FALSE);
}

static void
receipt_chosen_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(ExmTidyDialog) self = user_data;
  g_autoptr(GFile) file = exm_compat_save_file_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr(GTask) task = NULL;
  Receipt *receipt;

  if (path == NULL || self->dataset == NULL || self->plan == NULL)
    return;
  receipt = g_new0 (Receipt, 1);
  receipt->plan = exm_tidy_plan_ref (self->plan);
  receipt->name = g_strdup (exm_dataset_get_name (self->dataset));
  receipt->path = g_steal_pointer (&path);
  task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_source_tag (task, receipt_chosen_cb);
  g_task_set_task_data (task, receipt, (GDestroyNotify)receipt_free);
  g_task_run_in_thread (task, save_thread);
}

static void
exm_tidy_dialog_receipt_cb (ExmTidyDialog *self)
{
  /* Translators: name of a file; %s is the name of a dataset */
  g_autofree char *name = g_strdup_printf (_ ("%s – removed from Google.txt"), exm_dataset_get_name (self->dataset));

  g_strdelimit (name, "/", '_');
  exm_compat_save_file_async (GTK_WINDOW (self), _ ("Save the Receipt"), name, NULL, NULL, NULL, receipt_chosen_cb, g_object_ref (self));
}

/* --- object --------------------------------------------------------------------------------------------- */

static void
fill_accounts (ExmTidyDialog *self,
               const char    *account)
{
  ExmAccountManager *manager = exm_account_manager_get_default ();
  ExmAccounts       *accounts = exm_account_manager_get_accounts (manager);
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  guint n = accounts != NULL ? g_list_model_get_n_items (G_LIST_MODEL (accounts)) : 0;
  guint selected = 0;

  g_ptr_array_add (self->ids, g_strdup (EXM_PRACTICE_ACCOUNT));
  gtk_string_list_append (list, _ ("Practice"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ExmAccount) item = g_list_model_get_item (G_LIST_MODEL (accounts), i);
      g_autofree char *title = exm_account_dup_title (item);

      if (exm_account_get_kind (item) == EXM_ACCOUNT_PRACTICE)
        continue;
      if (g_strcmp0 (exm_account_get_id (item), account) == 0)
        selected = self->ids->len;
      g_ptr_array_add (self->ids, g_strdup (exm_account_get_id (item)));
      gtk_string_list_append (list, title);
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->account_drop, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->account_drop, selected);
  self->filling = FALSE;
}

static void
exm_tidy_dialog_dispose (GObject *object)
{
  ExmTidyDialog *self = EXM_TIDY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  if (self->removing != NULL)
    g_cancellable_cancel (self->removing);
  g_clear_object (&self->google);
  g_clear_object (&self->dataset);
  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_TIDY_DIALOG);

  G_OBJECT_CLASS (exm_tidy_dialog_parent_class)->dispose (object);
}

static void
exm_tidy_dialog_finalize (GObject *object)
{
  ExmTidyDialog *self = EXM_TIDY_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->removing);
  g_clear_pointer (&self->plan, exm_tidy_plan_unref);
  g_ptr_array_unref (self->ids);

  G_OBJECT_CLASS (exm_tidy_dialog_parent_class)->finalize (object);
}

static void
exm_tidy_dialog_class_init (ExmTidyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_tidy_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_tidy_dialog_finalize;
  removed_signal = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (EXM_TYPE_CLOUD_PROBLEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-tidy-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, account_drop);
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, lead);
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, progress_box);
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, bar);
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, status);
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, remove_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTidyDialog, receipt_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_tidy_dialog_account_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_tidy_dialog_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_tidy_dialog_remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_tidy_dialog_cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_tidy_dialog_receipt_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
exm_tidy_dialog_init (ExmTidyDialog *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
}

GtkWidget *
exm_tidy_dialog_new (GtkWindow  *parent,
                     ExmDataset *dataset,
                     const char *account)
{
  ExmTidyDialog *self = g_object_new (EXM_TYPE_TIDY_DIALOG, "transient-for", parent, NULL);

  self->dataset = g_object_ref (dataset);
  fill_accounts (self, account);
  look (self);
  return GTK_WIDGET (self);
}
