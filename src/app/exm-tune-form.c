/* exm-tune-form.c - what shall be tuned and how: one short form and one button
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-tune-form.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-cost-words.h"
#include "exm-feedback.h"
#include "exm-mask-row.h"
#include "exm-token-factor.h"
#include "exm-tune-choices.h"

/* Choices beside Automatic, which is always the first. */
static const int    percents[] = { EXM_SPLIT_AUTOMATIC, 0, 5, 10, 15, 20 };
static const int    epoch_counts[] = { 0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20 };
static const double rates[] = { 0, 0.1, 0.25, 0.5, 1, 2, 5, 10 };

struct _ExmTuneForm
{
  AdwBin parent_instance;

  AdwComboRow    *model_row;
  AdwActionRow   *note_row;
  AdwEntryRow    *name_row;
  AdwComboRow    *validation_row;
  ExmMaskRow     *mask_row;
  AdwComboRow    *epochs_row;
  AdwComboRow    *adapter_row;
  AdwComboRow    *rate_row;
  AdwActionRow   *cost_row;
  AdwActionRow   *continue_row;
  AdwExpanderRow *advanced_row;
  GtkWidget      *foot;
  GtkButton      *start_button;
  GtkLabel       *reason;

  ExmDataset   *dataset;
  ExmCatalogue *catalogue;
  guint         chosen; /* last model that is not retired */

  ExmSubmitOptions *like;         /* nullable: what a new one shall be like; for what has no row here */
  char             *hindrance;    /* nullable: why the place is not ready */
  char             *training_uri; /* nullable: a file in Cloud Storage is used */
  double            factor;       /* of tokens, as past jobs teach */
  GCancellable     *looking;      /* of what past jobs teach */

  guint practice : 1;

  guint    busy : 1;
  guint    filling : 1;
  gboolean stale; /* the counters have changed while nobody looked */
};

enum
{
  PROP_0,
  PROP_BASE_MODEL,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (ExmTuneForm, exm_tune_form, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];
static guint       start_signal;

static void forget_continue_cb (ExmTuneForm *self);

static const ExmBaseModel *
model_at (ExmTuneForm *self,
          guint        position)
{
  GPtrArray *models = self->catalogue != NULL ? exm_catalogue_get_models (self->catalogue) : NULL;

  return models != NULL && position < models->len ? g_ptr_array_index (models, position) : NULL;
}

static const ExmBaseModel *
chosen_model (ExmTuneForm *self)
{
  return model_at (self, self->chosen);
}

/* --- cost and reason ------------------------------------------------------------------ */

static void
update_cost (ExmTuneForm *self)
{
  const ExmBaseModel *model = chosen_model (self);
  const ExmStats     *stats = exm_dataset_get_stats (self->dataset);
  int                 epochs = epoch_counts[MIN (adw_combo_row_get_selected (self->epochs_row), G_N_ELEMENTS (epoch_counts) - 1)];
  gint64              tokens = (gint64)((double)stats->tokens_ready * self->factor);
  ExmCost             cost = exm_base_model_estimate_cost (model, tokens, epochs, FALSE);
  g_autofree char    *price = exm_cost_dup_words (&cost);
  g_autofree char    *text = NULL;

  if (self->practice)
    /* Translators: what it would cost at Google */
    text = g_strdup_printf (_ ("Practice costs nothing. %s"), price);
  else
    text = g_strdup (self->training_uri != NULL ? _ ("Depends on the tokens of the file in Cloud Storage") : price);
  adw_action_row_set_subtitle (self->cost_row, text);
}

/* --- what past jobs teach --------------------------------------------------------------- */

static void
learned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  ExmTuneForm *self = EXM_TUNE_FORM (source);
  double       factor = exm_token_factor_finish (result);

  if (factor <= 0 || self->dataset == NULL)
    return;
  self->factor = factor;
  update_cost (self);
}

static void
learn (ExmTuneForm *self)
{
  const ExmBaseModel *model = chosen_model (self);

  if (model == NULL)
    return;
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->looking = g_cancellable_new ();
  exm_token_factor_async (G_OBJECT (self), model->id, self->practice, self->looking, learned_cb, NULL);
}

/* --- reason -------------------------------------------------------------------------------- */

static void
update (ExmTuneForm *self)
{
  g_autoptr(ExmSubmitOptions) options = NULL;
  g_autoptr(GError) error = NULL;
  const char *reason = NULL;

  if (self->dataset == NULL || self->catalogue == NULL || self->filling)
    return;
  options = exm_tune_form_dup_options (self);
  if (self->busy)
    reason = _("A tuning job of this dataset is under way");
  else if (exm_dataset_is_read_only (self->dataset))
    reason = _("This dataset can only be read");
  else if (self->hindrance != NULL)
    reason = self->hindrance;
  else if (!exm_submit_options_check (options, self->catalogue, exm_dataset_get_stats (self->dataset), &error))
    reason = error->message;
  gtk_widget_set_sensitive (GTK_WIDGET (self->start_button), reason == NULL);
  gtk_label_set_label (self->reason, reason != NULL ? reason : "");
  update_cost (self);
}

/* --- choices ---------------------------------------------------------------------------- */

static void
fill_figures (ExmTuneForm *self)
{
  g_autoptr(GPtrArray) validation = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) epochs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) multipliers = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (percents); i++)
    g_ptr_array_add (validation, percents[i] == EXM_SPLIT_AUTOMATIC ? g_strdup (_("Automatic"))
                                                                    : percents[i] == 0
                     ? g_strdup (_("None"))
                     : g_strdup_printf (_("%d %%"), percents[i]));
  for (guint i = 0; i < G_N_ELEMENTS (epoch_counts); i++)
    g_ptr_array_add (epochs, epoch_counts[i] == 0 ? g_strdup (_("Automatic")) : g_strdup_printf ("%d", epoch_counts[i]));
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    g_ptr_array_add (multipliers, i == 0 ? g_strdup (_("Automatic")) : g_strdup_printf ("%g", rates[i]));
  exm_tune_choices_fill (self->validation_row, validation);
  exm_tune_choices_fill (self->epochs_row, epochs);
  exm_tune_choices_fill (self->rate_row, multipliers);
}

static void
fill_adapter_sizes (ExmTuneForm *self)
{
  const ExmBaseModel *model = chosen_model (self);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (texts, g_strdup (_("Automatic")));
  for (guint i = 0; model != NULL && i < model->n_adapter_sizes; i++)
    g_ptr_array_add (texts, g_strdup_printf ("%d", model->adapter_sizes[i]));
  exm_tune_choices_fill (self->adapter_row, texts);
}

static void
fill_models (ExmTuneForm *self)
{
  const ExmBaseModel *proposed = exm_catalogue_get_default (self->catalogue);
  GPtrArray          *models = exm_catalogue_get_models (self->catalogue);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  self->chosen = 0;
  for (guint i = 0; i < models->len; i++)
    {
      g_ptr_array_add (texts, exm_tune_choices_dup_model (g_ptr_array_index (models, i)));
      if (g_ptr_array_index (models, i) == proposed)
        self->chosen = i;
    }
  exm_tune_choices_fill (self->model_row, texts);
  adw_combo_row_set_selected (self->model_row, self->chosen);
}

static void
model_changed (ExmTuneForm *self)
{
  const ExmBaseModel *model = chosen_model (self);

  if (model == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note_row), model->note != NULL ? model->note : "");
  gtk_widget_set_visible (GTK_WIDGET (self->note_row), model->note != NULL);
  fill_adapter_sizes (self);
  learn (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BASE_MODEL]);
}

/* The list shows retired models, for whoever looks for one, but none can be kept. */
static void
model_selected_cb (ExmTuneForm *self)
{
  guint               selected = adw_combo_row_get_selected (self->model_row);
  const ExmBaseModel *model = model_at (self, selected);

  if (self->filling || model == NULL)
    return;
  if (exm_base_model_is_retired (model, NULL))
    {
      g_autofree char *text = exm_tune_choices_dup_model (model);

      exm_feedback_toast (GTK_WIDGET (self), text);
      adw_combo_row_set_selected (self->model_row, self->chosen);
      return;
    }
  if (selected == self->chosen)
    return;
  self->chosen = selected;
  model_changed (self);
  update (self);
}

static void
changed_cb (ExmTuneForm *self)
{
  update (self);
}

static void
start_clicked_cb (ExmTuneForm *self)
{
  g_signal_emit (self, start_signal, 0);
}

static void
setup_model_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item,
                gpointer                  user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_model_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item,
               ExmTuneForm              *self)
{
  const ExmBaseModel *model = model_at (self, gtk_list_item_get_position (item));
  GtkWidget          *label = gtk_list_item_get_child (item);
  gboolean            retired = model != NULL && exm_base_model_is_retired (model, NULL);

  gtk_label_set_label (GTK_LABEL (label), gtk_string_object_get_string (gtk_list_item_get_item (item)));
  gtk_list_item_set_selectable (item, !retired);
  gtk_list_item_set_activatable (item, !retired);
  if (retired)
    gtk_widget_add_css_class (label, "dim-label");
  else
    gtk_widget_remove_css_class (label, "dim-label");
}

/* --- object ------------------------------------------------------------------------------- */

static void
exm_tune_form_dispose (GObject *object)
{
  ExmTuneForm *self = EXM_TUNE_FORM (object);

  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->like, exm_submit_options_free);
  g_clear_pointer (&self->hindrance, g_free);
  g_clear_pointer (&self->training_uri, g_free);
  g_clear_object (&self->dataset);
  g_clear_object (&self->catalogue);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_TUNE_FORM);

  G_OBJECT_CLASS (exm_tune_form_parent_class)->dispose (object);
}

static void
exm_tune_form_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  const ExmBaseModel *model = chosen_model (EXM_TUNE_FORM (object));

  if (prop_id == PROP_BASE_MODEL)
    g_value_set_string (value, model != NULL ? model->id : NULL);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

/* Nobody looks at it while posts are labelled: then a key costs nothing here. */
static void
stats_cb (ExmTuneForm *self)
{
  self->stale = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (!self->stale)
    changed_cb (self);
}

static void
exm_tune_form_map (GtkWidget *widget)
{
  ExmTuneForm *self = EXM_TUNE_FORM (widget);

  GTK_WIDGET_CLASS (exm_tune_form_parent_class)->map (widget);
  if (self->stale)
    stats_cb (self);
}

static void
exm_tune_form_class_init (ExmTuneFormClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_tune_form_dispose;
  object_class->get_property = exm_tune_form_get_property;
  properties[PROP_BASE_MODEL] = g_param_spec_string ("base-model", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  start_signal = g_signal_new ("start", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  widget_class->map = exm_tune_form_map;
  g_type_ensure (EXM_TYPE_MASK_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-tune-form.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, model_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, note_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, validation_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, mask_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, epochs_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, adapter_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, rate_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, cost_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, continue_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, advanced_row);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, foot);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, start_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneForm, reason);
  gtk_widget_class_bind_template_callback (widget_class, model_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, start_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_continue_cb);
}

static void
exm_tune_form_init (ExmTuneForm *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->filling = TRUE;
  self->factor = 1;
  self->practice = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  exm_compat_keep_value (self->validation_row);
  exm_compat_keep_value (self->epochs_row);
  exm_compat_keep_value (self->adapter_row);
  exm_compat_keep_value (self->rate_row);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_model_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_model_cb), self, 0);
  adw_combo_row_set_list_factory (self->model_row, factory);
  fill_figures (self);
  self->filling = FALSE;
}

void
exm_tune_form_set_dataset (ExmTuneForm  *self,
                           ExmDataset   *dataset,
                           ExmCatalogue *catalogue)
{
  g_return_if_fail (EXM_IS_TUNE_FORM (self));

  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_func (self->dataset, stats_cb, self);
  g_set_object (&self->dataset, dataset);
  exm_mask_row_set_dataset (self->mask_row, dataset);
  self->filling = TRUE;
  if (g_set_object (&self->catalogue, catalogue) && catalogue != NULL)
    {
      fill_models (self);
      model_changed (self);
    }
  if (dataset != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->name_row), exm_dataset_get_name (dataset));
      g_signal_connect_object (dataset, "notify::stats", G_CALLBACK (stats_cb), self, G_CONNECT_SWAPPED);
    }
  self->filling = FALSE;
  update (self);
}

ExmSubmitOptions *
exm_tune_form_dup_options (ExmTuneForm *self)
{
  const ExmBaseModel *model = chosen_model (self);
  g_autofree char    *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  ExmSubmitOptions   *options = exm_submit_options_new (model != NULL ? model->id : NULL, name);
  guint               adapter = adw_combo_row_get_selected (self->adapter_row);

  options->validation_percent = percents[MIN (adw_combo_row_get_selected (self->validation_row), G_N_ELEMENTS (percents) - 1)];
  options->epochs = epoch_counts[MIN (adw_combo_row_get_selected (self->epochs_row), G_N_ELEMENTS (epoch_counts) - 1)];
  options->learning_rate_multiplier = rates[MIN (adw_combo_row_get_selected (self->rate_row), G_N_ELEMENTS (rates) - 1)];
  if (model != NULL && adapter > 0 && adapter <= model->n_adapter_sizes)
    options->adapter_size = model->adapter_sizes[adapter - 1];
  options->training_uri = g_strdup (self->training_uri);
  /* A tuned model is gone on from only with the base model behind it. */
  if (self->like != NULL && g_strcmp0 (self->like->base_model, options->base_model) == 0)
    {
      options->pre_tuned_model = g_strdup (self->like->pre_tuned_model);
      options->pre_tuned_checkpoint = g_strdup (self->like->pre_tuned_checkpoint);
    }
  return options;
}

const char *
exm_tune_form_get_base_model (ExmTuneForm *self)
{
  const ExmBaseModel *model;

  g_return_val_if_fail (EXM_IS_TUNE_FORM (self), NULL);

  model = chosen_model (self);
  return model != NULL ? model->id : NULL;
}

void
exm_tune_form_set_busy (ExmTuneForm *self,
                        gboolean     busy)
{
  g_return_if_fail (EXM_IS_TUNE_FORM (self));

  if (self->busy == (busy != FALSE))
    return;
  self->busy = busy != FALSE;
  update (self);
}

void
exm_tune_form_set_suggested (ExmTuneForm *self,
                             gboolean     suggested)
{
  g_return_if_fail (EXM_IS_TUNE_FORM (self));

  if (suggested)
    gtk_widget_add_css_class (GTK_WIDGET (self->start_button), "suggested-action");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->start_button), "suggested-action");
}

GtkWidget *
exm_tune_form_get_foot (ExmTuneForm *self)
{
  g_return_val_if_fail (EXM_IS_TUNE_FORM (self), NULL);

  return self->foot;
}

void
exm_tune_form_set_place (ExmTuneForm *self,
                         gboolean     practice,
                         const char  *hindrance,
                         const char  *training_uri)
{
  gboolean other;

  g_return_if_fail (EXM_IS_TUNE_FORM (self));

  other = (gboolean)self->practice != (practice != FALSE);
  self->practice = practice != FALSE;
  g_free (self->hindrance);
  self->hindrance = g_strdup (hindrance);
  g_free (self->training_uri);
  self->training_uri = g_strdup (training_uri);
  if (other)
    learn (self);
  update (self);
}

void
exm_tune_form_set_base_model (ExmTuneForm *self,
                              const char  *id)
{
  GPtrArray *models;

  g_return_if_fail (EXM_IS_TUNE_FORM (self));

  if (self->catalogue == NULL)
    return;
  models = exm_catalogue_get_models (self->catalogue);
  for (guint i = 0; i < models->len; i++)
    if (g_strcmp0 (((ExmBaseModel *)g_ptr_array_index (models, i))->id, id) == 0)
      adw_combo_row_set_selected (self->model_row, i);
}

/* --- like an earlier one -------------------------------------------------------------------- */

static void
select_rate (ExmTuneForm *self,
             double       value)
{
  guint at = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (ABS (rates[i] - value) < 1e-6)
      at = i;
  adw_combo_row_set_selected (self->rate_row, at);
}

void
exm_tune_form_set_options (ExmTuneForm            *self,
                           const ExmSubmitOptions *options)
{
  const ExmBaseModel *model;

  g_return_if_fail (EXM_IS_TUNE_FORM (self));

  g_clear_pointer (&self->like, exm_submit_options_free);
  self->like = exm_submit_options_copy (options);
  exm_tune_form_set_base_model (self, options->base_model);
  model = chosen_model (self);
  if (options->display_name != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->name_row), options->display_name);
  exm_tune_choices_select (self->validation_row, percents, G_N_ELEMENTS (percents), options->validation_percent);
  exm_tune_choices_select (self->epochs_row, epoch_counts, G_N_ELEMENTS (epoch_counts), options->epochs);
  select_rate (self, options->learning_rate_multiplier);
  for (guint i = 0; model != NULL && i < model->n_adapter_sizes; i++)
    if (model->adapter_sizes[i] == options->adapter_size)
      adw_combo_row_set_selected (self->adapter_row, i + 1);
  adw_expander_row_set_expanded (self->advanced_row, options->epochs > 0 || options->adapter_size > 0 || options->learning_rate_multiplier > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->continue_row), options->pre_tuned_model != NULL);
  adw_action_row_set_subtitle (self->continue_row, options->pre_tuned_model != NULL ? options->pre_tuned_model : "");
  update (self);
}

static void
forget_continue_cb (ExmTuneForm *self)
{
  g_clear_pointer (&self->like, exm_submit_options_free);
  gtk_widget_set_visible (GTK_WIDGET (self->continue_row), FALSE);
  update (self);
}
