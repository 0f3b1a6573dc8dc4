/* exm-import-measure.c - what a dataset keeps about the inputs of imported rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-dataset-private.h"

static const char *
input_of (const ExmImportRow *row)
{
  return row->input != NULL ? row->input : "";
}

void
exm_import_rows_measure (ExmImportRow *const *rows,
                         gsize                n)
{
  const char     *inputs[EXM_MEASURE_MAX];
  gsize           lengths[EXM_MEASURE_MAX];
  ExmInputMeasure measures[EXM_MEASURE_MAX];

  for (guint size; n > 0; rows += size, n -= size)
    {
      size = (guint)MIN (n, EXM_MEASURE_MAX);
      for (guint i = 0; i < size; i++)
        {
          inputs[i] = input_of (rows[i]);
          lengths[i] = rows[i]->input_length;
        }
      _exm_inputs_measure (measures, inputs, lengths, size);
      for (guint i = 0; i < size; i++)
        {
          rows[i]->input_chars = measures[i].chars;
          rows[i]->input_hash = measures[i].hash;
          rows[i]->input_is_blank = measures[i].is_blank;
          rows[i]->is_measured = TRUE;
        }
    }
}

/* All are measured already, or none: they come in batches. */
void
_exm_import_measure_rows (ExmInputMeasure    *measures,
                          const ExmImportRow *rows,
                          guint               n)
{
  const char *inputs[EXM_MEASURE_MAX];
  gsize       lengths[EXM_MEASURE_MAX];
  gboolean    is_measured = TRUE;

  for (guint i = 0; i < n; i++)
    {
      is_measured = is_measured && rows[i].is_measured;
      inputs[i] = input_of (&rows[i]);
      lengths[i] = rows[i].input_length;
    }
  if (!is_measured)
    _exm_inputs_measure (measures, inputs, lengths, n);
  else
    for (guint i = 0; i < n; i++)
      measures[i] = (ExmInputMeasure){ rows[i].input_hash, rows[i].input_chars, rows[i].input_is_blank };
}
