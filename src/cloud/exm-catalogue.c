/* exm-catalogue.c - which models can be tuned, where, within what, for how much
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"
#include "source-paths.h"

#include "exm-catalogue.h"

#include <glib/gi18n-lib.h>

#include "exm-cloud-error.h"
#include "exm-json-gate.h"

#define FILE_NAME "catalogue.json"
#define FORMAT 1

struct _ExmCatalogue
{
  GObject parent_instance;

  char      *path;
  char      *warning;
  char      *as_of;
  char      *rule_source;
  GPtrArray *models;
  gint64     minimum;
  gint64     recommended_min;
  gint64     recommended_max;
  double     validation_share;

  const ExmBaseModel *default_model;
};

G_DEFINE_FINAL_TYPE (ExmCatalogue, exm_catalogue, G_TYPE_OBJECT)

static void
base_model_free (gpointer data)
{
  ExmBaseModel *model = data;

  g_free (model->id);
  g_free (model->name);
  g_free (model->retires);
  g_free (model->replacement);
  g_free (model->note);
  g_strfreev (model->regions);
  g_strfreev (model->serving);
  g_free (model->adapter_sizes);
  g_free (model->currency);
  g_free (model->as_of);
  g_free (model->source);
  g_free (model);
}

static void
exm_catalogue_finalize (GObject *object)
{
  ExmCatalogue *self = EXM_CATALOGUE (object);

  g_free (self->path);
  g_free (self->warning);
  g_free (self->as_of);
  g_free (self->rule_source);
  g_ptr_array_unref (self->models);
  G_OBJECT_CLASS (exm_catalogue_parent_class)->finalize (object);
}

static void
exm_catalogue_class_init (ExmCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = exm_catalogue_finalize;
}

static void
exm_catalogue_init (ExmCatalogue *self)
{
  self->models = g_ptr_array_new_with_free_func (base_model_free);
}

/* --- reading ------------------------------------------------------------------------ */

static gboolean
wrong (GError    **error,
       const char *where,
       const char *what)
{
  /* Translators: a model or part of the catalogue file, and what is wrong there */
  g_set_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CATALOGUE, _ ("The catalogue of models is not usable: %s: %s"), where, what);
  return FALSE;
}

static char **
read_words (JsonArray *array)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  for (guint i = 0; i < exm_json_array_size (array); i++)
    {
      const char *word = exm_json_array_string (array, i);

      if (word != NULL)
        g_strv_builder_add (words, word);
    }
  return g_strv_builder_end (words);
}

static void
read_sizes (ExmBaseModel *model,
            JsonArray    *array)
{
  model->adapter_sizes = g_new0 (int, exm_json_array_size (array) + 1);
  for (guint i = 0; i < exm_json_array_size (array); i++)
    {
      gint64 size;

      if (exm_json_node_int64 (exm_json_array_node (array, i), &size) && size > 0 && size <= 1024)
        model->adapter_sizes[model->n_adapter_sizes++] = (int)size;
    }
}

static gboolean
read_choice (JsonObject        *object,
             const char        *name,
             const char *const *choices,
             int               *choice)
{
  const char *value = exm_json_get_string (object, name);

  for (int i = 0; value != NULL && choices[i] != NULL; i++)
    if (g_str_equal (choices[i], value))
      {
        *choice = i;
        return TRUE;
      }
  return value == NULL;
}

static gboolean
is_date (const char *text)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *full = text != NULL ? g_strdup_printf ("%sT00:00:00Z", text) : NULL;
  g_autoptr (GDateTime) date = full != NULL ? g_date_time_new_from_iso8601 (full, zone) : NULL;

  return date != NULL;
}

static gboolean
check_model (const ExmBaseModel *model,
             GError            **error)
{
  const char *id = model->id != NULL ? model->id : "?";

  if (model->id == NULL || model->name == NULL)
    return wrong (error, id, _ ("a model without id or name"));
  if (model->retires != NULL && !is_date (model->retires))
    return wrong (error, id, _ ("“retires” is no date"));
  if (!is_date (model->as_of))
    return wrong (error, id, _ ("“as_of” is no date"));
  if (model->tunable != EXM_TUNABLE_RETIRED && model->regions[0] == NULL)
    return wrong (error, id, _ ("a model that can be tuned needs a region"));
  return TRUE;
}

static gboolean
read_model (ExmCatalogue *self,
            JsonObject   *object,
            GError      **error)
{
  static const char *const tunable[] = { "yes", "preview", "retired", NULL };
  static const char *const temperature[] = { "honoured", "noted", "ignored", NULL };
  ExmBaseModel            *model = g_new0 (ExmBaseModel, 1);
  int                      choice = 0;

  g_ptr_array_add (self->models, model);
  model->id = g_strdup (exm_json_get_string (object, "id"));
  model->name = g_strdup (exm_json_get_string (object, "name"));
  if (!read_choice (object, "tunable", tunable, &choice))
    return wrong (error, "tunable", exm_json_get_string (object, "tunable"));
  model->tunable = choice;
  choice = 0;
  if (!read_choice (object, "temperature", temperature, &choice))
    return wrong (error, "temperature", exm_json_get_string (object, "temperature"));
  model->temperature = choice;
  model->retires = g_strdup (exm_json_get_string (object, "retires"));
  model->replacement = g_strdup (exm_json_get_string (object, "replacement"));
  model->note = g_strdup (exm_json_get_string (object, "note"));
  model->regions = read_words (exm_json_get_array (object, "regions"));
  model->serving = read_words (exm_json_get_array (object, "serving"));
  read_sizes (model, exm_json_get_array (object, "adapter_sizes"));
  exm_json_get_int64 (object, "max_example_tokens", &model->max_example_tokens);
  exm_json_get_int64 (object, "max_file_bytes", &model->max_file_bytes);
  exm_json_get_int64 (object, "max_examples", &model->max_examples);
  exm_json_get_int64 (object, "max_validation_examples", &model->max_validation_examples);
  model->price_micros = -1;
  exm_json_get_int64 (object, "price_micros", &model->price_micros);
  model->currency = g_strdup (exm_json_get_string (object, "currency"));
  model->as_of = g_strdup (exm_json_get_string (object, "as_of"));
  model->source = g_strdup (exm_json_get_string (object, "source"));
  return check_model (model, error);
}

static gboolean
read_catalogue (ExmCatalogue *self,
                JsonObject   *object,
                GError      **error)
{
  JsonArray  *models = exm_json_get_array (object, "models");
  const char *id = exm_json_get_string (object, "default_model");
  gint64      format = 0;

  if (!exm_json_get_int64 (object, "format", &format) || format != FORMAT)
    return wrong (error, "format", _ ("written for another version"));
  self->as_of = g_strdup (exm_json_get_string (object, "as_of"));
  if (!is_date (self->as_of))
    return wrong (error, "as_of", _ ("is no date"));
  self->rule_source = g_strdup (exm_json_get_string (object, "example_rule_source"));
  if (!exm_json_get_int64 (object, "minimum_examples", &self->minimum) ||
      !exm_json_get_int64 (object, "recommended_min", &self->recommended_min) ||
      !exm_json_get_int64 (object, "recommended_max", &self->recommended_max) ||
      self->minimum < 1 || self->recommended_min <= self->minimum ||
      self->recommended_max <= self->recommended_min || self->recommended_max > G_MAXINT)
    return wrong (error, "minimum_examples", _ ("minimum and recommended numbers must rise"));
  if (!exm_json_get_double (object, "validation_share", &self->validation_share) ||
      !(self->validation_share > 0 && self->validation_share < 1))
    return wrong (error, "validation_share", _ ("must be between 0 and 1"));
  for (guint i = 0; i < exm_json_array_size (models); i++)
    if (!read_model (self, exm_json_array_object (models, i), error))
      return FALSE;
  self->default_model = id != NULL ? exm_catalogue_find (self, id) : NULL;
  if (self->default_model == NULL || self->default_model->tunable == EXM_TUNABLE_RETIRED)
    return wrong (error, "default_model", _ ("names no model that can be tuned"));
  return TRUE;
}

ExmCatalogue *
exm_catalogue_load_file (const char *path,
                         GError    **error)
{
  g_autoptr (ExmCatalogue) self = g_object_new (EXM_TYPE_CATALOGUE, NULL);
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  gsize            length;

  self->path = g_strdup (path);
  if (g_file_get_contents (path, &text, &length, &local_error))
    object = exm_json_parse_object (text, (gssize)length, &local_error);
  if (object == NULL)
    {
      wrong (error, path, local_error->message);
      return NULL;
    }
  return read_catalogue (self, object, error) ? g_steal_pointer (&self) : NULL;
}

ExmCatalogue *
exm_catalogue_load (GError **error)
{
  g_autofree char  *of_user = g_build_filename (g_get_user_config_dir (), "exemplar", FILE_NAME, NULL);
  g_autofree char  *installed = g_build_filename (EXM_PKGDATADIR, FILE_NAME, NULL);
  g_autofree char  *of_source = g_build_filename (EXM_SOURCE_DATADIR, FILE_NAME, NULL);
  const char *const places[] = { g_getenv ("EXM_CATALOGUE"), of_user, installed, of_source };
  g_autofree char  *warning = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) local_error = NULL;
      ExmCatalogue *self;

      if (places[i] == NULL || !g_file_test (places[i], G_FILE_TEST_EXISTS))
        continue;
      self = exm_catalogue_load_file (places[i], &local_error);
      if (self != NULL)
        {
          self->warning = g_steal_pointer (&warning);
          return self;
        }
      if (warning == NULL)
        warning = g_strdup (local_error->message);
    }
  g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_CATALOGUE,
                       warning != NULL ? warning : _ ("The catalogue of models is missing; install Exemplar again"));
  return NULL;
}

/* --- what is in it ---------------------------------------------------------------------- */

const char *
exm_catalogue_get_warning (ExmCatalogue *self)
{
  g_return_val_if_fail (EXM_IS_CATALOGUE (self), NULL);

  return self->warning;
}

const char *
exm_catalogue_get_path (ExmCatalogue *self)
{
  g_return_val_if_fail (EXM_IS_CATALOGUE (self), NULL);

  return self->path;
}

const char *
exm_catalogue_get_as_of (ExmCatalogue *self)
{
  g_return_val_if_fail (EXM_IS_CATALOGUE (self), NULL);

  return self->as_of;
}

GPtrArray *
exm_catalogue_get_models (ExmCatalogue *self)
{
  g_return_val_if_fail (EXM_IS_CATALOGUE (self), NULL);

  return self->models;
}

const ExmBaseModel *
exm_catalogue_find (ExmCatalogue *self,
                    const char   *id)
{
  const char      *slash;
  g_autofree char *bare = NULL;

  g_return_val_if_fail (EXM_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  slash = strrchr (id, '/');
  bare = g_strdup (slash != NULL ? slash + 1 : id);
  bare[strcspn (bare, "@")] = '\0';
  for (guint i = 0; i < self->models->len; i++)
    {
      const ExmBaseModel *model = g_ptr_array_index (self->models, i);

      if (g_str_equal (model->id, bare))
        return model;
    }
  return NULL;
}

const ExmBaseModel *
exm_catalogue_get_default (ExmCatalogue *self)
{
  g_return_val_if_fail (EXM_IS_CATALOGUE (self), NULL);

  return self->default_model;
}

int
exm_catalogue_get_minimum (ExmCatalogue *self)
{
  g_return_val_if_fail (EXM_IS_CATALOGUE (self), 0);

  return (int)self->minimum;
}

void
exm_catalogue_get_recommended (ExmCatalogue *self,
                               int          *low,
                               int          *high)
{
  g_return_if_fail (EXM_IS_CATALOGUE (self));

  *low = (int)self->recommended_min;
  *high = (int)self->recommended_max;
}

const char *
exm_catalogue_get_example_rule_source (ExmCatalogue *self)
{
  g_return_val_if_fail (EXM_IS_CATALOGUE (self), NULL);

  return self->rule_source;
}

double
exm_catalogue_get_validation_share (ExmCatalogue *self)
{
  g_return_val_if_fail (EXM_IS_CATALOGUE (self), 0);

  return self->validation_share;
}

gboolean
exm_base_model_is_retired (const ExmBaseModel *self,
                           const char         *today)
{
  g_autoptr (GDateTime) now = NULL;
  g_autofree char *date = NULL;

  if (self->tunable == EXM_TUNABLE_RETIRED)
    return TRUE;
  if (self->retires == NULL)
    return FALSE;
  if (today == NULL)
    {
      now = g_date_time_new_now_utc ();
      date = g_date_time_format (now, "%Y-%m-%d");
      today = date;
    }
  /* ISO dates sort as text. */
  return strcmp (self->retires, today) <= 0;
}

gboolean
exm_base_model_has_region (const ExmBaseModel *self,
                           const char         *region)
{
  return g_strv_contains ((const char *const *)self->regions, region);
}

gboolean
exm_base_model_has_adapter_size (const ExmBaseModel *self,
                                 int                 size)
{
  for (guint i = 0; i < self->n_adapter_sizes; i++)
    if (self->adapter_sizes[i] == size)
      return TRUE;
  return FALSE;
}

ExmCost
exm_base_model_estimate_cost (const ExmBaseModel *self,
                              gint64              tokens,
                              int                 epochs,
                              gboolean            practice)
{
  ExmCost           cost = { FALSE, 0, "USD", NULL };
  unsigned __int128 micros;

  if (self != NULL)
    {
      cost.currency = self->currency != NULL ? self->currency : "USD";
      cost.as_of = self->as_of;
    }
  if (practice)
    {
      cost.known = TRUE;
      return cost;
    }
  if (self == NULL || self->price_micros < 0 || tokens < 0)
    return cost;
  /* Tokens × price leaves 64 bits for the largest files. */
  micros = (unsigned __int128)tokens * (unsigned)(epochs > 0 ? epochs : EXM_COST_AUTOMATIC_EPOCHS) *
           (unsigned __int128)self->price_micros;
  micros = (micros + 999999) / 1000000;
  cost.known = TRUE;
  cost.micros = micros > G_MAXINT64 ? G_MAXINT64 : (gint64)micros;
  return cost;
}
