/* exm-record-values-private.h - values of a record, put together and taken apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-dataset.h"

G_BEGIN_DECLS

/* Numbers are written as decimals, arrays as they lie in memory (little endian, as the
 * columns of a dataset file). */
typedef struct
{
  GPtrArray *keys;   /* of char * */
  GPtrArray *values; /* of GBytes */
} ExmRecordValues;

void _exm_record_values_init (ExmRecordValues *self);
void _exm_record_values_add (ExmRecordValues *self,
                             const char      *key,
                             gconstpointer    data,
                             gsize            size);
void _exm_record_values_add_int (ExmRecordValues *self,
                                 const char      *key,
                                 gint64           value);
void _exm_record_values_add_text (ExmRecordValues *self,
                                  const char      *key,
                                  const char      *text);

/* Writes and clears; as exm_dataset_put_records_sync(). */
gint64 _exm_record_values_put (ExmRecordValues *self,
                               ExmDataset      *dataset,
                               const char      *kind,
                               gint64           id,
                               GError         **error);

/* What is missing is 0 or %NULL. */
gint64 _exm_record_get_int (GHashTable *record,
                            const char *key);
char  *_exm_record_dup_text (GHashTable *record,
                             const char *key);

/* Returns: (transfer full) (nullable) */
gpointer _exm_record_dup (GHashTable *record,
                          const char *key,
                          gsize      *size);

/* Returns: (transfer full): of @size bytes, filled up with 0 or cut. */
gpointer _exm_record_dup_sized (GHashTable *record,
                                const char *key,
                                gsize       size);

G_END_DECLS
