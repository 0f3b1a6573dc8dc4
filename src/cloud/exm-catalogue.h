/* exm-catalogue.h - which models can be tuned, where, within what, for how much
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Facts that change without a release of ours are data: data/catalogue.json,
 * described in docs/catalogue.md. Immutable once loaded; any thread.
 */

#define EXM_TYPE_CATALOGUE (exm_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (ExmCatalogue, exm_catalogue, EXM, CATALOGUE, GObject)

/**
 * ExmTunable:
 * @EXM_TUNABLE_YES: can be tuned
 * @EXM_TUNABLE_PREVIEW: can be tuned, as a preview: no promises by Google
 * @EXM_TUNABLE_RETIRED: can no longer be tuned; see the replacement
 */
typedef enum
{
  EXM_TUNABLE_YES,
  EXM_TUNABLE_PREVIEW,
  EXM_TUNABLE_RETIRED,
} ExmTunable;

/**
 * ExmTemperature:
 * @EXM_TEMPERATURE_HONOURED: the model obeys it
 * @EXM_TEMPERATURE_NOTED: the model obeys it, but Google has deprecated it
 * @EXM_TEMPERATURE_IGNORED: the model ignores it
 */
typedef enum
{
  EXM_TEMPERATURE_HONOURED,
  EXM_TEMPERATURE_NOTED,
  EXM_TEMPERATURE_IGNORED,
} ExmTemperature;

/**
 * ExmBaseModel:
 * @id: "gemini-3.1-flash-lite"
 * @name: "Gemini 3.1 Flash-Lite"
 * @tunable: whether it can be tuned
 * @retires: (nullable): ISO date of its retirement, past or to come
 * @replacement: (nullable): id of what replaces it
 * @note: (nullable): one sentence (English) that the person should read
 * @regions: (array zero-terminated=1): where it can be tuned
 * @serving: (array zero-terminated=1): where it is served once tuned; empty:
 *   where it was tuned
 * @adapter_sizes: (array): sizes that can be chosen
 * @n_adapter_sizes: their number
 * @temperature: what it makes of the temperature
 * @max_example_tokens: input and output of one example
 * @max_file_bytes: training file
 * @max_examples: training examples
 * @max_validation_examples: validation examples
 * @price_micros: millionths of @currency per 1 000 000 training tokens, -1
 *   unknown
 * @currency: (nullable): "USD"
 * @as_of: ISO date of these facts
 * @source: where they were read
 *
 * One model. Owned by its catalogue; read-only.
 */
typedef struct
{
  char          *id;
  char          *name;
  ExmTunable     tunable;
  char          *retires;
  char          *replacement;
  char          *note;
  char         **regions;
  char         **serving;
  int           *adapter_sizes;
  guint          n_adapter_sizes;
  ExmTemperature temperature;
  gint64         max_example_tokens;
  gint64         max_file_bytes;
  gint64         max_examples;
  gint64         max_validation_examples;
  gint64         price_micros;
  char          *currency;
  char          *as_of;
  char          *source;
} ExmBaseModel;

/**
 * exm_catalogue_load:
 * @error: return location for EXM_CLOUD_ERROR_CATALOGUE
 *
 * The first usable of: `$EXM_CATALOGUE`, `exemplar/catalogue.json` in the
 * user's configuration folder, the installed one, the one of the source tree.
 * A file that is there but broken is passed over with a warning, see
 * exm_catalogue_get_warning(). Reads a small file (tens of KB) synchronously.
 *
 * Returns: (transfer full) (nullable): the catalogue
 */
ExmCatalogue *exm_catalogue_load (GError **error);

/**
 * exm_catalogue_load_file:
 *
 * Returns: (transfer full) (nullable): the catalogue of that file;
 *   EXM_CLOUD_ERROR_CATALOGUE says what is wrong and where
 */
ExmCatalogue *exm_catalogue_load_file (const char *path,
                                       GError    **error);

/**
 * exm_catalogue_get_warning:
 *
 * Returns: (transfer none) (nullable): a translated sentence when a file of the
 *   user's was passed over as broken
 */
const char *exm_catalogue_get_warning (ExmCatalogue *self);
const char *exm_catalogue_get_path (ExmCatalogue *self);

/** Returns: (transfer none): ISO date of the whole list */
const char *exm_catalogue_get_as_of (ExmCatalogue *self);

/** Returns: (transfer none) (element-type ExmBaseModel): in the order of the
 *  file: best first, retired ones last */
GPtrArray *exm_catalogue_get_models (ExmCatalogue *self);

/**
 * exm_catalogue_find:
 * @id: a model id; "models/…" or "publishers/google/models/…" before it is
 *   passed over, and a version "@…" after it
 *
 * Returns: (transfer none) (nullable): the model, retired ones included
 */
const ExmBaseModel *exm_catalogue_find (ExmCatalogue *self,
                                        const char   *id);

/** Returns: (transfer none): the model to propose; never a retired one */
const ExmBaseModel *exm_catalogue_get_default (ExmCatalogue *self);

/** Returns: fewest examples that we let through (16) */
int exm_catalogue_get_minimum (ExmCatalogue *self);

/** Recommended number of examples, from @low to @high (100–500) */
void exm_catalogue_get_recommended (ExmCatalogue *self,
                                    int          *low,
                                    int          *high);

/**
 * exm_catalogue_get_example_rule_source:
 *
 * Returns: (transfer none): where the two figures above come from (address)
 */
const char *exm_catalogue_get_example_rule_source (ExmCatalogue *self);

/**
 * exm_catalogue_get_validation_share:
 *
 * Returns: largest safe share of the validation file in the bytes of the
 *   training file (0.25: Google refuses more)
 */
double exm_catalogue_get_validation_share (ExmCatalogue *self);

/**
 * exm_base_model_is_retired:
 * @self: a model
 * @today: (nullable): ISO date, %NULL for now
 *
 * Returns: whether it is listed as retired or its date has passed
 */
gboolean exm_base_model_is_retired (const ExmBaseModel *self,
                                    const char         *today);
gboolean exm_base_model_has_region (const ExmBaseModel *self,
                                    const char         *region);
gboolean exm_base_model_has_adapter_size (const ExmBaseModel *self,
                                          int                 size);

/**
 * ExmCost:
 * @known: the price is known
 * @micros: millionths of @currency, rounded up; 0 for practice
 * @currency: "USD"
 * @as_of: ISO date of the price
 */
typedef struct
{
  gboolean    known;
  gint64      micros;
  const char *currency;
  const char *as_of;
} ExmCost;

/**
 * exm_base_model_estimate_cost:
 * @self: (nullable): a model
 * @tokens: tokens of the training file, ≥ 0
 * @epochs: epochs, 0 = automatic, counted as @EXM_COST_AUTOMATIC_EPOCHS
 * @practice: on the practice service, where nothing costs
 *
 * training tokens = tokens × epochs
 * (https://cloud.google.com/gemini-enterprise-agent-platform/generative-ai/pricing).
 * An estimate: Google's own count of tokens and choice of epochs decide.
 *
 * Returns: the cost; its strings belong to @self
 */
ExmCost exm_base_model_estimate_cost (const ExmBaseModel *self,
                                      gint64              tokens,
                                      int                 epochs,
                                      gboolean            practice);

/** Google does not say how many epochs it chooses; its examples have 3. */
#define EXM_COST_AUTOMATIC_EPOCHS 3

G_END_DECLS
