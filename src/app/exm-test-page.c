/* exm-test-page.c - asking the tuned model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-test-page-private.h"

#include <glib/gi18n-lib.h>

#include "exm-label-picker.h"
#include "exm-one-stop.h"
#include "exm-try-widgets.h"

enum
{
  PROP_0,
  PROP_DATASET,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (ExmTestPage, exm_test_page, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];
static guint       show_tune_signal;

ExmSubmission *
_exm_test_page_get_model (ExmTestPage *self)
{
  guint position = gtk_drop_down_get_selected (self->model_drop);

  return self->models != NULL && position < self->models->len ? g_ptr_array_index (self->models, position) : NULL;
}

char *
_exm_test_page_dup_text (ExmTestPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->entry);
  GtkTextIter    start;
  GtkTextIter    end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

void
_exm_test_page_update_actions (ExmTestPage *self)
{
  g_autofree char *text = _exm_test_page_dup_text (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "test.ask",
                                 !self->asking && *text != '\0' && _exm_test_page_get_model (self) != NULL);
}

/* --- model and its controls ---------------------------------------------------------------- */

static void
update_temperature (ExmTestPage         *self,
                    const ExmSubmission *submission)
{
  const char    *note = NULL;
  ExmTemperature kind = EXM_TEMPERATURE_NOTED;

  if (self->catalogue != NULL)
    kind = exm_try_get_temperature (self->catalogue, submission->base_model, &note);
  gtk_widget_set_sensitive (self->temperature_box, kind != EXM_TEMPERATURE_IGNORED);
  gtk_label_set_label (self->temperature_note, note != NULL ? note : "");
}

static void
fill_checkpoints (ExmTestPage         *self,
                  const ExmSubmission *submission)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);

  g_ptr_array_set_size (self->checkpoints, 0);
  g_ptr_array_add (self->checkpoints, g_strdup (""));
  gtk_string_list_append (list, _("Final"));
  for (guint i = 0; i < submission->checkpoints->len; i++)
    {
      const ExmTuningCheckpoint *checkpoint = g_ptr_array_index (submission->checkpoints, i);
      g_autofree char           *text = NULL;

      if (checkpoint->endpoint == NULL || checkpoint->id == NULL)
        continue;
      text = checkpoint->epoch > 0 ? g_strdup_printf (_("After epoch %d"), (int)checkpoint->epoch)
                                   : g_strdup_printf (_("Checkpoint %s"), checkpoint->id);
      gtk_string_list_append (list, text);
      g_ptr_array_add (self->checkpoints, g_strdup (checkpoint->id));
    }
  gtk_drop_down_set_model (self->checkpoint_drop, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->checkpoint_drop, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->checkpoint_drop), self->checkpoints->len > 2);
}

static void
model_selected_cb (ExmTestPage *self)
{
  ExmSubmission *submission = _exm_test_page_get_model (self);

  if (self->filling || submission == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->practice), submission->practice);
  fill_checkpoints (self, submission);
  update_temperature (self, submission);
  _exm_test_page_update_actions (self);
}

static void
fill_models (ExmTestPage *self,
             GPtrArray   *submissions)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  ExmSubmission *before = _exm_test_page_get_model (self);
  gint64         keep = self->wanted != 0 ? self->wanted : before != NULL ? before->id
                                                                          : 0;
  guint          selected = 0;
  gboolean       was_empty = self->models == NULL || self->models->len == 0;
  GPtrArray     *models = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_submission_unref);

  for (guint i = 0; i < submissions->len; i++)
    {
      ExmSubmission   *submission = g_ptr_array_index (submissions, i);
      g_autofree char *text = NULL;

      if (!exm_submission_succeeded (submission))
        continue;
      text = submission->practice
        /* Translators: name of a tuned model and its base model */
        ? g_strdup_printf (_("%s (%s, practice)"), submission->display_name, submission->base_model)
        : g_strdup_printf ("%s (%s)", submission->display_name, submission->base_model);
      if (submission->id == keep)
        selected = models->len;
      gtk_string_list_append (list, text);
      g_ptr_array_add (models, exm_submission_ref (submission));
    }
  self->wanted = 0;
  self->filling = TRUE;
  g_clear_pointer (&self->models, g_ptr_array_unref);
  self->models = models;
  gtk_drop_down_set_model (self->model_drop, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->model_drop, selected);
  self->filling = FALSE;
  gtk_stack_set_visible_child_name (self->stack, models->len > 0 ? "ask" : "empty");
  /* The button that led to Tune is gone, and the model is there: ask it. */
  if (was_empty && models->len > 0 && gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  model_selected_cb (self);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ExmTestPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) submissions = exm_submission_list_finish (EXM_DATASET (source), result, &error);

  if (submissions != NULL && EXM_DATASET (source) == self->dataset)
    fill_models (self, submissions);
  else if (submissions == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_warning ("Cannot list the tuned models: %s", error->message);
}

/* --- answers -------------------------------------------------------------------------------- */

static void
tries_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(ExmTestPage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = exm_try_list_finish (EXM_DATASET (source), result, &error);
  GtkWidget *row;

  if (list == NULL || EXM_DATASET (source) != self->dataset)
    return;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->tries))) != NULL)
    gtk_list_box_remove (self->tries, row);
  for (guint i = 0; i < list->len; i++)
    gtk_list_box_append (self->tries, exm_try_row_new (g_ptr_array_index (list, i), self->dataset));
  gtk_widget_set_visible (GTK_WIDGET (self->tries_group), list->len > 0);
}

static void
ask_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  _exm_test_page_ask (EXM_TEST_PAGE (widget));
}

static void
try_activated_cb (ExmTestPage   *self,
                  GtkListBoxRow *row)
{
  const ExmTry *answer = exm_try_row_get (row);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->entry), answer->text, -1);
  _exm_test_page_show_answer (self, answer);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
show_tune_cb (ExmTestPage *self)
{
  g_signal_emit (self, show_tune_signal, 0);
}

static void
add_clicked_cb (ExmTestPage *self)
{
  _exm_test_page_add (self);
}

static void
pane_action_cb (ExmTestPage *self,
                int          action)
{
  _exm_test_page_problem_action (self, action);
}

/* --- object --------------------------------------------------------------------------------------- */

static void
forget (ExmTestPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->models, g_ptr_array_unref);
  g_clear_pointer (&self->answer, exm_try_free);
  g_clear_object (&self->dataset);
}

static gboolean
exm_test_page_grab_focus (GtkWidget *widget)
{
  ExmTestPage *self = EXM_TEST_PAGE (widget);
  gboolean     asks = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "ask") == 0;

  return gtk_widget_grab_focus (asks ? GTK_WIDGET (self->entry) : self->tune_button);
}

static void
exm_test_page_dispose (GObject *object)
{
  ExmTestPage *self = EXM_TEST_PAGE (object);

  forget (self);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->checkpoints, g_ptr_array_unref);
  g_clear_pointer (&self->picker, gtk_widget_unparent);
  /* The bin's child is a template child: it must not be let go of twice. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_TEST_PAGE);

  G_OBJECT_CLASS (exm_test_page_parent_class)->dispose (object);
}

static void
exm_test_page_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (prop_id == PROP_DATASET)
    g_value_set_object (value, EXM_TEST_PAGE (object)->dataset);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
exm_test_page_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  if (prop_id == PROP_DATASET)
    exm_test_page_set_dataset (EXM_TEST_PAGE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-test-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, tune_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, model_drop);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, checkpoint_drop);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, practice);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, entry);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, temperature_box);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, temperature);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, temperature_note);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, answer_card);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, compare_check);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, tuned_pane);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, base_pane);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, tries_group);
  gtk_widget_class_bind_template_child (widget_class, ExmTestPage, tries);
  gtk_widget_class_bind_template_callback (widget_class, model_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_tune_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, pane_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_activated_cb);
}

static void
exm_test_page_class_init (ExmTestPageClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_test_page_dispose;
  widget_class->focus = exm_focus_children;
  widget_class->grab_focus = exm_test_page_grab_focus;
  object_class->get_property = exm_test_page_get_property;
  object_class->set_property = exm_test_page_set_property;
  properties[PROP_DATASET] = g_param_spec_object ("dataset", NULL, NULL, EXM_TYPE_DATASET,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  show_tune_signal = g_signal_new ("show-tune", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "test.ask", NULL, ask_action);
  g_type_ensure (EXM_TYPE_ANSWER_PANE);
  bind_template (widget_class);
}

static void
exm_test_page_init (ExmTestPage *self)
{
  self->checkpoints = g_ptr_array_new_with_free_func (g_free);
  self->manager = g_object_ref (exm_account_manager_get_default ());
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
  self->picker = exm_label_picker_new ();
  gtk_widget_set_parent (self->picker, GTK_WIDGET (self->add_button));
  _exm_test_page_connect_picker (self);
  g_signal_connect_object (gtk_text_view_get_buffer (self->entry), "changed", G_CALLBACK (_exm_test_page_update_actions), self, G_CONNECT_SWAPPED);
  _exm_test_page_update_actions (self);
}

GtkWidget *
exm_test_page_new (void)
{
  return g_object_new (EXM_TYPE_TEST_PAGE, NULL);
}

void
exm_test_page_set_dataset (ExmTestPage *self,
                           ExmDataset  *dataset)
{
  g_return_if_fail (EXM_IS_TEST_PAGE (self));
  g_return_if_fail (dataset == NULL || EXM_IS_DATASET (dataset));

  if (dataset == self->dataset)
    return;
  forget (self);
  _exm_test_page_set_asking (self, FALSE);
  gtk_widget_set_visible (self->answer_card, FALSE);
  exm_label_picker_set_dataset (EXM_LABEL_PICKER (self->picker), dataset);
  if (dataset != NULL)
    {
      self->dataset = g_object_ref (dataset);
      self->cancellable = g_cancellable_new ();
      exm_test_page_refresh (self, 0);
      exm_try_list_async (dataset, self->cancellable, tries_listed_cb, g_object_ref (self));
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATASET]);
}

void
exm_test_page_set_catalogue (ExmTestPage  *self,
                             ExmCatalogue *catalogue)
{
  g_return_if_fail (EXM_IS_TEST_PAGE (self));

  if (g_set_object (&self->catalogue, catalogue))
    model_selected_cb (self);
}

void
exm_test_page_refresh (ExmTestPage *self,
                       gint64       submission)
{
  g_return_if_fail (EXM_IS_TEST_PAGE (self));

  if (self->dataset == NULL)
    return;
  if (submission != 0)
    self->wanted = submission;
  exm_submission_list_async (self->dataset, self->cancellable, listed_cb, g_object_ref (self));
}
