/* exm-sniff-table.c - delimiter, header and columns of a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-sniff-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-csv-private.h"

#define MAX_COLUMNS 200

/* The first records of @head as string arrays. The last one may be cut: left out
 * when @head is not the whole. */
static GPtrArray *
read_records (GBytes    *head,
              gboolean   whole,
              char       delimiter,
              ExmLineEnd line_end)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  g_autoptr (ExmSource) source = exm_source_new_bytes (head, "");
  gboolean going = TRUE;
  ExmBlock block;
  ExmCsv   csv;

  if (!_exm_block_open (&block, source, EXM_ENCODING_UTF8, EXM_SNIFF_SIZE, NULL))
    return records;
  _exm_csv_init (&csv, &block, delimiter, line_end);
  while (going && records->len < EXM_SNIFF_RECORDS)
    {
      switch (_exm_csv_next (&csv, NULL, NULL))
        {
        case EXM_CSV_RECORD:
          {
            GPtrArray *fields = g_ptr_array_new ();

            for (guint i = 0; i < MIN (csv.fields->len, MAX_COLUMNS); i++)
              {
                ExmJsonText field = _exm_csv_unguard (_exm_csv_field (&csv, (int)i));

                g_ptr_array_add (fields, g_utf8_make_valid (field.data, (gssize)field.len));
              }
            g_ptr_array_add (fields, NULL);
            g_ptr_array_add (records, g_ptr_array_free (fields, FALSE));
            break;
          }
        case EXM_CSV_BAD:
          break;
        case EXM_CSV_END:
        case EXM_CSV_ERROR:
        default:
          going = FALSE;
          break;
        }
    }
  if (!whole && !going && records->len > 1)
    g_ptr_array_set_size (records, (int)records->len - 1);
  _exm_csv_clear (&csv);
  _exm_block_close (&block);
  return records;
}

/* The delimiter with which nearly all records have the same number of columns, two
 * or more; '\0' when there is none. */
char
_exm_sniff_delimiter (GBytes  *head,
                      gboolean whole,
                      gboolean is_table)
{
  static const char candidates[] = ",\t;|";
  char              best = '\0';
  double            best_score = 0;

  for (guint k = 0; k < sizeof candidates - 1; k++)
    {
      g_autoptr (GPtrArray) records = read_records (head, whole, candidates[k], EXM_LINE_END_LF);
      guint  counts[MAX_COLUMNS + 1] = { 0 };
      guint  columns = 1;
      double share, score;

      for (guint i = 0; i < records->len; i++)
        counts[g_strv_length (g_ptr_array_index (records, i))]++;
      for (guint n = 2; n <= MAX_COLUMNS; n++)
        if (counts[n] > counts[columns] || (columns == 1 && counts[n] > 0 && counts[n] * 2 >= counts[1]))
          columns = n;
      if (columns < 2)
        continue;
      share = (double)counts[columns] / records->len;
      /* Prose has commas too, but not the same number in each line. */
      if (share < (is_table ? 0.5 : 0.9) || (!is_table && records->len < 2))
        continue;
      score = share * (1 + 0.01 * MIN (columns, 10));
      if (score > best_score)
        {
          best_score = score;
          best = candidates[k];
        }
    }
  return best;
}

void
_exm_sniff_table (ExmSniff *self,
                  GBytes   *head,
                  gboolean  whole,
                  gboolean  find_header)
{
  g_autoptr (GPtrArray) records = read_records (head, whole, self->delimiter, self->line_end);
  guint n_columns = 0;
  guint from;

  g_ptr_array_set_size (self->columns, 0);
  g_ptr_array_set_size (self->samples, 0);
  self->text_column = self->label_column = self->system_column = self->note_column = -1;
  self->author_column = self->thread_column = self->time_column = self->url_column = -1;
  self->columns_named = FALSE;
  if (records->len == 0)
    return;

  if (find_header)
    self->has_header = _exm_sniff_has_header (records);
  from = self->has_header ? 1 : 0;
  for (guint i = 0; i < records->len; i++)
    n_columns = MAX (n_columns, g_strv_length (g_ptr_array_index (records, i)));
  _exm_sniff_map_columns (self, records, from, n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      char   **names = g_ptr_array_index (records, 0);
      gboolean named = self->has_header && i < g_strv_length (names) && *names[i] != '\0';

      g_ptr_array_add (self->columns, named ? g_strdup (names[i]) : g_strdup_printf (_ ("Column %u"), i + 1));
    }
  for (guint i = from; i < records->len && self->samples->len < EXM_SNIFF_SAMPLES; i++)
    g_ptr_array_add (self->samples, g_strdupv (g_ptr_array_index (records, i)));
  self->has_outputs = self->label_column >= 0 && _exm_sniff_is_filled (records, from, (guint)self->label_column);
}
