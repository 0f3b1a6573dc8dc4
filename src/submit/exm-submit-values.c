/* exm-submit-values.c - a record of the dataset as keys and values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-values-private.h"

#include <math.h>
#include <string.h>

GHashTable *
_exm_values_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
}

GHashTable *
_exm_values_copy (GHashTable *values)
{
  GHashTable    *copy = _exm_values_new ();
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (copy, g_strdup (key), g_bytes_ref (value));
  return copy;
}

char *
_exm_values_text (GHashTable *values,
                  const char *key)
{
  GBytes     *bytes = g_hash_table_lookup (values, key);
  const char *data;
  gsize       size;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  if (size == 0)
    return g_strdup ("");
  return g_utf8_validate_len (data, size, NULL) ? g_strndup (data, size) : NULL;
}

gint64
_exm_values_int (GHashTable *values,
                 const char *key,
                 gint64      fallback)
{
  g_autofree char *text = _exm_values_text (values, key);
  gint64           value;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &value, NULL))
    return fallback;
  return value;
}

double
_exm_values_double (GHashTable *values,
                    const char *key)
{
  g_autofree char *text = _exm_values_text (values, key);
  double           value = text != NULL ? g_ascii_strtod (text, NULL) : 0;

  return isfinite (value) ? value : 0;
}

void
_exm_values_put (GHashTable *values,
                 const char *key,
                 const char *text)
{
  if (text == NULL)
    g_hash_table_remove (values, key);
  else
    g_hash_table_insert (values, g_strdup (key), g_bytes_new (text, strlen (text)));
}

void
_exm_values_put_int (GHashTable *values,
                     const char *key,
                     gint64      value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  _exm_values_put (values, key, text);
}

void
_exm_values_put_double (GHashTable *values,
                        const char *key,
                        double      value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  _exm_values_put (values, key, g_ascii_dtostr (text, sizeof text, value));
}

gint64
_exm_values_store (ExmDataset *dataset,
                   const char *kind,
                   gint64      id,
                   GHashTable *old,
                   GHashTable *values,
                   GError    **error)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new ();
  g_autoptr(GPtrArray) bytes = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       key;
  gpointer       value;

  g_hash_table_iter_init (&iter, values);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      GBytes *before = old != NULL ? g_hash_table_lookup (old, key) : NULL;

      if (before != NULL && (before == value || g_bytes_equal (before, value)))
        continue;
      g_ptr_array_add (keys, key);
      g_ptr_array_add (bytes, value);
    }
  if (old != NULL)
    {
      g_hash_table_iter_init (&iter, old);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        if (!g_hash_table_contains (values, key))
          {
            g_ptr_array_add (keys, key);
            g_ptr_array_add (bytes, NULL);
          }
    }
  if (keys->len == 0 && id != 0)
    return id;
  return exm_dataset_put_records_sync (dataset, kind, id, (const char *const *)keys->pdata,
                                       (GBytes *const *)bytes->pdata, keys->len, error);
}

/* --- lists ------------------------------------------------------------------ */

/* Names and reasons come from the other side: a tab or line break in one must not
 * become two fields. */
static void
append_field (GString    *text,
              const char *field)
{
  for (const char *p = field != NULL ? field : ""; *p != '\0'; p++)
    g_string_append_c (text, *p == '\t' || *p == '\n' || *p == '\r' ? ' ' : *p);
}

char *
_exm_checkpoints_to_text (GPtrArray *checkpoints)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; checkpoints != NULL && i < checkpoints->len; i++)
    {
      const ExmTuningCheckpoint *checkpoint = g_ptr_array_index (checkpoints, i);

      append_field (text, checkpoint->id);
      g_string_append_printf (text, "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t", checkpoint->epoch, checkpoint->step);
      append_field (text, checkpoint->endpoint);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
free_checkpoint (gpointer data)
{
  ExmTuningCheckpoint *checkpoint = data;

  g_free (checkpoint->id);
  g_free (checkpoint->endpoint);
  g_free (checkpoint);
}

GPtrArray *
_exm_checkpoints_from_text (const char *text)
{
  GPtrArray *checkpoints = g_ptr_array_new_with_free_func (free_checkpoint);
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) fields = g_strsplit (lines[i], "\t", 4);
      ExmTuningCheckpoint *checkpoint;

      if (g_strv_length (fields) != 4)
        continue;
      checkpoint = g_new0 (ExmTuningCheckpoint, 1);
      checkpoint->id = g_strdup (fields[0]);
      checkpoint->epoch = g_ascii_strtoll (fields[1], NULL, 10);
      checkpoint->step = g_ascii_strtoll (fields[2], NULL, 10);
      checkpoint->endpoint = fields[3][0] != '\0' ? g_strdup (fields[3]) : NULL;
      g_ptr_array_add (checkpoints, checkpoint);
    }
  return checkpoints;
}

char *
_exm_curves_to_text (GPtrArray *curves)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; curves != NULL && i < curves->len; i++)
    {
      const ExmCurve *curve = g_ptr_array_index (curves, i);

      append_field (text, curve->name);
      for (guint j = 0; j < curve->points->len; j++)
        {
          const ExmCurvePoint *point = &g_array_index (curve->points, ExmCurvePoint, j);
          char                 value[G_ASCII_DTOSTR_BUF_SIZE];

          g_string_append_printf (text, "\t%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT, point->step,
                                  g_ascii_formatd (value, sizeof value, "%.7g", point->value), point->time);
        }
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

GPtrArray *
_exm_curves_from_text (const char *text)
{
  GPtrArray *curves = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_curve_free);
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) fields = g_strsplit (lines[i], "\t", -1);
      ExmCurve  proto = { fields[0], NULL };
      ExmCurve *curve;

      if (fields[0] == NULL || fields[0][0] == '\0')
        continue;
      proto.points = g_array_new (FALSE, FALSE, sizeof (ExmCurvePoint));
      for (guint j = 1; fields[j] != NULL; j++)
        {
          char         *end;
          ExmCurvePoint point;

          point.step = g_ascii_strtoll (fields[j], &end, 10);
          point.value = g_ascii_strtod (end, &end);
          point.time = g_ascii_strtoll (end, NULL, 10);
          if (isfinite (point.value))
            g_array_append_val (proto.points, point);
        }
      curve = exm_curve_copy (&proto);
      g_array_unref (proto.points);
      g_ptr_array_add (curves, curve);
    }
  return curves;
}

char *
_exm_dropped_to_text (GPtrArray *dropped)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; dropped != NULL && i < dropped->len; i++)
    {
      const ExmDroppedRow *row = g_ptr_array_index (dropped, i);

      g_string_append_printf (text, "%u\t", row->row);
      append_field (text, row->reason);
      g_string_append_printf (text, "\t%" G_GINT64_FORMAT "\n", row->line);
    }
  return g_string_free (text, FALSE);
}

static void
free_dropped (gpointer data)
{
  ExmDroppedRow *row = data;

  g_free (row->reason);
  g_free (row);
}

GPtrArray *
_exm_dropped_from_text (const char *text)
{
  GPtrArray *dropped = g_ptr_array_new_with_free_func (free_dropped);
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) fields = g_strsplit (lines[i], "\t", 3);
      ExmDroppedRow *row;

      /* Older files have no line. */
      if (g_strv_length (fields) < 2)
        continue;
      row = g_new0 (ExmDroppedRow, 1);
      row->row = (ExmRowId)g_ascii_strtoull (fields[0], NULL, 10);
      row->reason = fields[1][0] != '\0' ? g_strdup (fields[1]) : NULL;
      row->line = fields[2] != NULL ? g_ascii_strtoll (fields[2], NULL, 10) : 0;
      g_ptr_array_add (dropped, row);
    }
  return dropped;
}

static void
append_figure (GString *text,
               double   value)
{
  char figure[G_ASCII_DTOSTR_BUF_SIZE];

  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, ' ');
  g_string_append (text, g_ascii_formatd (figure, sizeof figure, "%.10g", value));
}

/* One line of figures, then one line a column of the histogram. */
char *
_exm_spread_to_text (const ExmTuningSpread *spread)
{
  const double figures[] = { spread->sum, spread->billable_sum, spread->min, spread->max,
                             spread->mean, spread->median, spread->p5, spread->p95 };
  GString     *text;

  if (!spread->known)
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    append_figure (text, figures[i]);
  g_string_append_c (text, '\n');
  for (guint i = 0; spread->buckets != NULL && i < spread->buckets->len; i++)
    {
      const ExmTuningBucket *bucket = &g_array_index (spread->buckets, ExmTuningBucket, i);

      append_figure (text, bucket->count);
      append_figure (text, bucket->left);
      append_figure (text, bucket->right);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static guint
read_figures (const char *line,
              double     *figures,
              guint       n)
{
  guint i = 0;

  for (const char *p = line; i < n; i++)
    {
      char *end;

      figures[i] = g_ascii_strtod (p, &end);
      if (end == p || !isfinite (figures[i]))
        break;
      p = end;
    }
  return i;
}

void
_exm_spread_from_text (ExmTuningSpread *spread,
                       const char      *text)
{
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  double f[8];

  memset (spread, 0, sizeof *spread);
  if (lines[0] == NULL || read_figures (lines[0], f, 8) != 8)
    return;
  *spread = (ExmTuningSpread){ .known = TRUE, .sum = f[0], .billable_sum = f[1], .min = f[2], .max = f[3], .mean = f[4], .median = f[5], .p5 = f[6], .p95 = f[7] };
  spread->buckets = g_array_new (FALSE, FALSE, sizeof (ExmTuningBucket));
  for (guint i = 1; lines[i] != NULL; i++)
    if (read_figures (lines[i], f, 3) == 3)
      {
        const ExmTuningBucket bucket = { f[0], f[1], f[2] };

        g_array_append_val (spread->buckets, bucket);
      }
}
