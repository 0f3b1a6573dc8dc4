/* exm-ready-choices.c - what there is to choose from in the rows of the ready page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-ready-private.h"

const char *
_exm_ready_only_project (ExmReady *self)
{
  const GPtrArray *projects = self->facts[EXM_FACT_PROJECTS].value;

  if (projects == NULL || projects->len != 1)
    return NULL;
  return ((ExmProject *)g_ptr_array_index (projects, 0))->id;
}

/* Named as we propose it, or as the practice service's are. */
static gboolean
was_made_for_this (const char *bucket)
{
  return strstr (bucket, "-tuning-") != NULL || g_str_has_suffix (bucket, "-tuning");
}

const char *
_exm_ready_only_bucket (ExmReady *self)
{
  const GPtrArray *buckets = self->facts[EXM_FACT_BUCKETS].value;
  const char      *only = NULL;

  for (guint i = 0; buckets != NULL && i < buckets->len; i++)
    {
      const ExmBucket *bucket = g_ptr_array_index (buckets, i);

      if (!was_made_for_this (bucket->name))
        continue;
      if (only != NULL)
        return NULL;
      only = bucket->name;
    }
  return only;
}

const char *
_exm_ready_only_account (ExmReady *self)
{
  const GPtrArray *accounts = self->facts[EXM_FACT_ACCOUNTS].value;
  const char      *only = NULL;

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      const ExmBillingAccount *account = g_ptr_array_index (accounts, i);

      if (!account->open)
        continue;
      if (only != NULL)
        return NULL;
      only = account->name;
    }
  return only;
}

static void
fill_projects (ExmReady     *self,
               ExmReadyItem *item)
{
  const GPtrArray *projects = self->facts[EXM_FACT_PROJECTS].value;

  for (guint i = 0; projects != NULL && i < projects->len; i++)
    {
      const ExmProject *project = g_ptr_array_index (projects, i);

      _exm_ready_item_add_choice (item, project->id, project->display_name, project->id, NULL);
    }
}

/* Which project the calls of a person count against: the chosen one, or any other. */
static void
fill_quota (ExmReady     *self,
            ExmReadyItem *item)
{
  if (self->google == NULL || !exm_google_needs_quota_project (self->google) || self->facts[EXM_FACT_PROJECTS].value == NULL)
    return;
  _exm_ready_item_add_choice (item, "", _ ("Automatic"), _ ("What the credentials name, else the project that is chosen below"), NULL);
  fill_projects (self, item);
}

static void
fill_accounts (ExmReady     *self,
               ExmReadyItem *item)
{
  const GPtrArray *accounts = self->facts[EXM_FACT_ACCOUNTS].value;

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      const ExmBillingAccount *account = g_ptr_array_index (accounts, i);

      _exm_ready_item_add_choice (item, account->name, account->display_name, account->name,
                                  account->open ? NULL : _ ("This billing account is closed"));
    }
}

static void
fill_buckets (ExmReady     *self,
              ExmReadyItem *item)
{
  const GPtrArray *buckets = self->facts[EXM_FACT_BUCKETS].value;

  for (guint i = 0; buckets != NULL && i < buckets->len; i++)
    {
      const ExmBucket *bucket = g_ptr_array_index (buckets, i);

      _exm_ready_item_add_choice (item, bucket->name, bucket->name, bucket->location, NULL);
    }
}

/* Every model with every region that any model has: those that do not go
 * together are there as well, and say so. Retired ones only when chosen. */
static void
fill_models (ExmReady     *self,
             ExmReadyItem *item)
{
  GPtrArray *models = exm_catalogue_get_models (self->catalogue);
  g_auto (GStrv) regions = _exm_ready_dup_regions (self);

  for (guint i = 0; i < models->len; i++)
    {
      const ExmBaseModel *model = g_ptr_array_index (models, i);

      if (exm_base_model_is_retired (model, NULL))
        continue;
      for (guint j = 0; regions[j] != NULL; j++)
        {
          g_autofree char *id = g_strdup_printf ("%s@%s", model->id, regions[j]);
          g_autofree char *reason = NULL;

          if (!exm_base_model_has_region (model, regions[j]))
            /* Translators: a model's name and a region such as "us-central1" */
            reason = g_strdup_printf (_ ("%s cannot be tuned in %s"), model->name, regions[j]);
          _exm_ready_item_add_choice (item, id, model->name, regions[j], reason);
        }
    }
}

/* Filled anew only where it differs would be finer; lists are short, and are
 * not changed while one looks at them but by a new answer. */
void
_exm_ready_fill_choices (ExmReady *self)
{
  static const struct
  {
    ExmReadyKind kind;
    void (*fill) (ExmReady *, ExmReadyItem *);
  } fills[] = {
    { EXM_READY_ACCOUNT, fill_quota },
    { EXM_READY_PROJECT, fill_projects },
    { EXM_READY_BILLING, fill_accounts },
    { EXM_READY_BUCKET, fill_buckets },
    { EXM_READY_MODEL, fill_models },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fills); i++)
    {
      ExmReadyItem *item = self->items[fills[i].kind];

      if (fills[i].kind == EXM_READY_MODEL && g_list_model_get_n_items (exm_ready_item_get_choices (item)) > 0)
        continue;
      _exm_ready_item_clear_choices (item);
      fills[i].fill (self, item);
    }
}
