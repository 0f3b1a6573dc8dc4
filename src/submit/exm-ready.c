/* exm-ready.c - the model of the ready page: its settings and rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-ready.h"

#include <string.h>

#include "exm-ready-private.h"

static GType
get_item_type (GListModel *model)
{
  return EXM_TYPE_READY_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return EXM_N_READY;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  return position < EXM_N_READY ? g_object_ref (EXM_READY (model)->items[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ExmReady, exm_ready, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GParamSpec *properties[EXM_READY_N_PROPS];

/* --- facts ----------------------------------------------------------------------- */

void
_exm_ready_forget (ExmReady *self,
                   ExmFactId fact)
{
  ExmFact *it = &self->facts[fact];

  if (it->value != NULL)
    it->destroy (it->value);
  it->value = NULL;
  g_clear_error (&it->error);
}

void
_exm_ready_learn (ExmReady      *self,
                  ExmFactId      fact,
                  gpointer       value,
                  GDestroyNotify destroy,
                  GError        *error)
{
  ExmFact *it = &self->facts[fact];

  _exm_ready_forget (self, fact);
  it->value = value;
  it->destroy = destroy;
  it->error = error;
}

gboolean
_exm_ready_knows (ExmReady *self,
                  ExmFactId fact)
{
  return self->facts[fact].value != NULL || self->facts[fact].error != NULL;
}

static void
forget_all (ExmReady *self)
{
  for (guint i = 0; i < EXM_N_FACTS; i++)
    _exm_ready_forget (self, i);
}

const ExmBaseModel *
_exm_ready_get_base_model (ExmReady *self)
{
  if (self->model == NULL)
    return exm_catalogue_get_default (self->catalogue);
  return exm_catalogue_find (self->catalogue, self->model);
}

const char *
_exm_ready_get_region (ExmReady *self)
{
  const ExmBaseModel *model = _exm_ready_get_base_model (self);

  if (self->region != NULL)
    return self->region;
  return model != NULL && model->regions != NULL ? model->regions[0] : NULL;
}

char **
_exm_ready_dup_regions (ExmReady *self)
{
  GPtrArray *models = exm_catalogue_get_models (self->catalogue);
  g_autoptr (GPtrArray) regions = g_ptr_array_new ();

  for (guint i = 0; i < models->len; i++)
    {
      const ExmBaseModel *model = g_ptr_array_index (models, i);

      for (guint j = 0; model->regions != NULL && model->regions[j] != NULL; j++)
        if (!g_ptr_array_find_with_equal_func (regions, model->regions[j], g_str_equal, NULL))
          g_ptr_array_add (regions, model->regions[j]);
    }
  g_ptr_array_add (regions, NULL);
  return g_strdupv ((char **)regions->pdata);
}

/* --- object ---------------------------------------------------------------------- */

static void
exm_ready_dispose (GObject *object)
{
  ExmReady *self = EXM_READY (object);

  _exm_ready_stop (self);

  G_OBJECT_CLASS (exm_ready_parent_class)->dispose (object);
}

static void
exm_ready_finalize (GObject *object)
{
  ExmReady *self = EXM_READY (object);

  forget_all (self);
  for (guint i = 0; i < EXM_N_READY; i++)
    g_clear_object (&self->items[i]);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->google);
  g_free (self->account);
  g_free (self->project);
  g_free (self->project_number);
  g_free (self->quota_project);
  g_free (self->bucket);
  g_free (self->region);
  g_free (self->model);
  g_free (self->training_uri);
  g_free (self->new_project_id);
  g_free (self->new_bucket);
  g_free (self->summary);
  g_clear_pointer (&self->stats, exm_stats_unref);
  g_clear_pointer (&self->task, exm_task_free);

  G_OBJECT_CLASS (exm_ready_parent_class)->finalize (object);
}

static void
exm_ready_get_property (GObject    *object,
                        guint       id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  ExmReady *self = EXM_READY (object);

  switch (id)
    {
    case EXM_READY_PROP_READY:
      g_value_set_boolean (value, self->is_ready);
      break;
    case EXM_READY_PROP_CHECKING:
      g_value_set_boolean (value, exm_ready_is_checking (self));
      break;
    case EXM_READY_PROP_SUMMARY:
      g_value_set_string (value, exm_ready_get_summary (self));
      break;
    case EXM_READY_PROP_GOOGLE:
      g_value_set_object (value, self->google);
      break;
    case EXM_READY_PROP_ACCOUNT:
      g_value_set_string (value, self->account);
      break;
    case EXM_READY_PROP_PROJECT:
      g_value_set_string (value, self->project);
      break;
    case EXM_READY_PROP_PROJECT_NUMBER:
      g_value_set_string (value, self->project_number);
      break;
    case EXM_READY_PROP_QUOTA_PROJECT:
      g_value_set_string (value, self->quota_project);
      break;
    case EXM_READY_PROP_BUCKET:
      g_value_set_string (value, self->bucket);
      break;
    case EXM_READY_PROP_REGION:
      g_value_set_string (value, self->region);
      break;
    case EXM_READY_PROP_MODEL:
      g_value_set_string (value, self->model);
      break;
    case EXM_READY_PROP_TRAINING_URI:
      g_value_set_string (value, self->training_uri);
      break;
    case EXM_READY_PROP_MAY_QUEUE:
      g_value_set_boolean (value, self->may_queue);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_string (guint       id,
                const char *name)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_boolean (guint       id,
                 const char *name)
{
  properties[id] = g_param_spec_boolean (name, NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
exm_ready_class_init (ExmReadyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = exm_ready_dispose;
  object_class->finalize = exm_ready_finalize;
  object_class->get_property = exm_ready_get_property;
  install_boolean (EXM_READY_PROP_READY, "ready");
  install_boolean (EXM_READY_PROP_CHECKING, "checking");
  install_boolean (EXM_READY_PROP_MAY_QUEUE, "may-queue");
  install_string (EXM_READY_PROP_SUMMARY, "summary");
  install_string (EXM_READY_PROP_ACCOUNT, "account");
  install_string (EXM_READY_PROP_PROJECT, "project");
  install_string (EXM_READY_PROP_PROJECT_NUMBER, "project-number");
  install_string (EXM_READY_PROP_QUOTA_PROJECT, "quota-project");
  install_string (EXM_READY_PROP_BUCKET, "bucket");
  install_string (EXM_READY_PROP_REGION, "region");
  install_string (EXM_READY_PROP_MODEL, "model");
  install_string (EXM_READY_PROP_TRAINING_URI, "training-uri");
  properties[EXM_READY_PROP_GOOGLE] =
    g_param_spec_object ("google", NULL, NULL, EXM_TYPE_GOOGLE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, EXM_READY_N_PROPS, properties);
}

static void
exm_ready_init (ExmReady *self)
{
  for (guint i = 0; i < EXM_N_READY; i++)
    self->items[i] = _exm_ready_item_new (i);
}

ExmReady *
exm_ready_new (ExmCatalogue *catalogue)
{
  ExmReady *self;

  g_return_val_if_fail (EXM_IS_CATALOGUE (catalogue), NULL);

  self = g_object_new (EXM_TYPE_READY, NULL);
  self->catalogue = g_object_ref (catalogue);
  _exm_ready_fill_choices (self);
  _exm_ready_judge (self);
  return self;
}

void
_exm_ready_notify (ExmReady *self,
                   guint     property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

ExmReadyItem *
exm_ready_get_item (ExmReady    *self,
                    ExmReadyKind kind)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  g_return_val_if_fail ((guint)kind < EXM_N_READY, NULL);
  return self->items[kind];
}

/* --- settings -------------------------------------------------------------------- */

static gboolean
set_string (ExmReady   *self,
            guint       property,
            char      **field,
            const char *value)
{
  if (value != NULL && *value == '\0')
    value = NULL;
  if (g_strcmp0 (*field, value) == 0)
    return FALSE;
  g_free (*field);
  *field = g_strdup (value);
  _exm_ready_notify (self, property);
  return TRUE;
}

static void
work_in (ExmReady *self)
{
  if (self->google != NULL)
    exm_google_work_in (self->google, self->project, self->quota_project);
}

/* After a change of what has been looked at: nothing of it holds any more. */
static void
settle (ExmReady *self)
{
  _exm_ready_fill_choices (self);
  _exm_ready_judge (self);
}

void
exm_ready_set_google (ExmReady   *self,
                      ExmGoogle  *google,
                      const char *account)
{
  g_return_if_fail (EXM_IS_READY (self));
  g_return_if_fail (google == NULL || EXM_IS_GOOGLE (google));

  set_string (self, EXM_READY_PROP_ACCOUNT, &self->account, account);
  if (self->google == google)
    {
      _exm_ready_judge (self);
      return;
    }
  g_object_freeze_notify (G_OBJECT (self));
  _exm_ready_stop (self);
  g_set_object (&self->google, google);
  _exm_ready_notify (self, EXM_READY_PROP_GOOGLE);
  exm_ready_set_quota_project (self, NULL);
  exm_ready_set_project (self, NULL);
  work_in (self);
  forget_all (self);
  settle (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
exm_ready_set_project (ExmReady   *self,
                       const char *project)
{
  static const ExmFactId of_project[] = { EXM_FACT_PROJECT, EXM_FACT_BILLING, EXM_FACT_SERVICES, EXM_FACT_PERMISSIONS,
                                          EXM_FACT_BUCKETS, EXM_FACT_JOBS };

  g_return_if_fail (EXM_IS_READY (self));

  if (!set_string (self, EXM_READY_PROP_PROJECT, &self->project, project))
    return;
  _exm_ready_stop (self);
  work_in (self);
  set_string (self, EXM_READY_PROP_PROJECT_NUMBER, &self->project_number, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (of_project); i++)
    _exm_ready_forget (self, of_project[i]);
  g_clear_pointer (&self->new_bucket, g_free);
  self->spread_since = 0;
  exm_ready_set_may_queue (self, FALSE);
  exm_ready_set_bucket (self, NULL);
  settle (self);
}

void
exm_ready_set_quota_project (ExmReady   *self,
                             const char *project)
{
  g_return_if_fail (EXM_IS_READY (self));

  if (!set_string (self, EXM_READY_PROP_QUOTA_PROJECT, &self->quota_project, project))
    return;
  _exm_ready_stop (self);
  work_in (self);
  settle (self);
}

void
exm_ready_set_bucket (ExmReady   *self,
                      const char *bucket)
{
  g_return_if_fail (EXM_IS_READY (self));

  if (!set_string (self, EXM_READY_PROP_BUCKET, &self->bucket, bucket))
    return;
  _exm_ready_stop (self);
  _exm_ready_forget (self, EXM_FACT_BUCKET);
  settle (self);
}

void
exm_ready_set_model (ExmReady   *self,
                     const char *model,
                     const char *region)
{
  gboolean changed;

  g_return_if_fail (EXM_IS_READY (self));

  changed = set_string (self, EXM_READY_PROP_MODEL, &self->model, model);
  changed = set_string (self, EXM_READY_PROP_REGION, &self->region, region) || changed;
  if (changed)
    _exm_ready_judge (self);
}

void
exm_ready_set_dataset (ExmReady       *self,
                       const ExmStats *stats,
                       const ExmTask  *task)
{
  ExmTask *copy;

  g_return_if_fail (EXM_IS_READY (self));

  copy = task != NULL ? exm_task_copy (task) : NULL;
  if (stats != NULL)
    exm_stats_ref (stats);
  g_clear_pointer (&self->stats, exm_stats_unref);
  g_clear_pointer (&self->task, exm_task_free);
  self->stats = stats;
  self->task = copy;
  _exm_ready_judge (self);
}

void
exm_ready_set_training_uri (ExmReady   *self,
                            const char *uri)
{
  g_return_if_fail (EXM_IS_READY (self));

  if (!set_string (self, EXM_READY_PROP_TRAINING_URI, &self->training_uri, uri))
    return;
  _exm_ready_stop (self);
  _exm_ready_forget (self, EXM_FACT_FILE);
  _exm_ready_judge (self);
}

void
exm_ready_set_may_queue (ExmReady *self,
                         gboolean  may_queue)
{
  g_return_if_fail (EXM_IS_READY (self));

  may_queue = may_queue != FALSE;
  if (self->may_queue == (guint)may_queue)
    return;
  self->may_queue = (guint)may_queue;
  _exm_ready_notify (self, EXM_READY_PROP_MAY_QUEUE);
  _exm_ready_judge (self);
}

ExmGoogle *
exm_ready_get_google (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  return self->google;
}

const char *
exm_ready_get_account (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  return self->account;
}

const char *
exm_ready_get_project (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  return self->project;
}

const char *
exm_ready_get_project_number (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  return self->project_number;
}

const char *
exm_ready_get_quota_project (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  return self->quota_project;
}

const char *
exm_ready_get_bucket (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  return self->bucket;
}

const char *
exm_ready_get_region (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  return self->region;
}

const char *
exm_ready_get_model (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  return self->model;
}

const char *
exm_ready_get_training_uri (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  return self->training_uri;
}

gboolean
exm_ready_get_may_queue (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), FALSE);
  return self->may_queue;
}

gboolean
exm_ready_is_ready (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), FALSE);
  return self->is_ready;
}

gboolean
exm_ready_is_checking (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), FALSE);
  return self->run != NULL;
}

const char *
exm_ready_get_summary (ExmReady *self)
{
  g_return_val_if_fail (EXM_IS_READY (self), NULL);
  return self->summary != NULL ? self->summary : "";
}

char *
exm_ready_dup_role_request (ExmReady *self)
{
  GPtrArray *missing;

  g_return_val_if_fail (EXM_IS_READY (self), NULL);

  missing = self->facts[EXM_FACT_PERMISSIONS].value;
  if (missing == NULL || missing->len == 0 || self->project == NULL)
    return NULL;
  return exm_permissions_dup_request (self->project, self->account, missing);
}
