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
#include "exm-record-private.h"

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

typedef struct
{
  double      mean_length;
  double      distinct; /* share of values that are different ones */
  guint       n_filled;
  const char *first; /* value, borrowed */
} Column;

static Column
measure (GPtrArray *records,
         guint      from,
         guint      index)
{
  g_autoptr (GHashTable) values = g_hash_table_new (g_str_hash, g_str_equal);
  Column column = { 0 };

  for (guint i = from; i < records->len; i++)
    {
      char **fields = g_ptr_array_index (records, i);

      if (index >= g_strv_length (fields) || *fields[index] == '\0')
        continue;
      if (column.n_filled++ == 0)
        column.first = fields[index];
      column.mean_length += (double)strlen (fields[index]);
      g_hash_table_add (values, fields[index]);
    }
  if (column.n_filled > 0)
    {
      column.mean_length /= column.n_filled;
      column.distinct = (double)g_hash_table_size (values) / column.n_filled;
    }
  return column;
}

/* A header names columns: a usual name, or short words over longer text. */
static gboolean
looks_like_header (GPtrArray *records)
{
  char   **first = g_ptr_array_index (records, 0);
  gboolean longer = FALSE;

  for (guint i = 0; first[i] != NULL; i++)
    {
      gsize len = strlen (first[i]);

      if (_exm_usual_text_name (first[i], len) >= 0 || _exm_usual_label_name (first[i], len) >= 0)
        return TRUE;
    }
  if (records->len < 3)
    return FALSE;
  for (guint i = 0; first[i] != NULL; i++)
    {
      gsize len = strlen (first[i]);

      if (len == 0 || len > 30 || strpbrk (first[i], ".!?@#\n") != NULL || g_ascii_isdigit (first[i][0]))
        return FALSE;
      for (guint k = 1; k < records->len; k++)
        {
          char **fields = g_ptr_array_index (records, k);

          if (i < g_strv_length (fields) && strcmp (fields[i], first[i]) == 0)
            return FALSE;
        }
      longer |= measure (records, 1, i).mean_length > 3 * (double)len;
    }
  return longer;
}

static int
find_usual (char **names,
            int (*rank_of) (const char *, gsize),
            int except)
{
  int best = -1;
  int best_rank = G_MAXINT;

  for (int i = 0; names[i] != NULL; i++)
    {
      int rank = rank_of (names[i], strlen (names[i]));

      if (i != except && rank >= 0 && rank < best_rank)
        {
          best = i;
          best_rank = rank;
        }
    }
  return best;
}

/* Best first; what tells when, who and where in tables that programs write. */
static const char *const author_names[] = { "author", "username", "user_name", "screen_name", "handle", "user", "author_id", "user_id", "account", "from", NULL };
static const char *const thread_names[] = { "thread", "thread_id", "conversation", "conversation_id", "conversation_id_str", "link_id", "root", NULL };
static const char *const time_names[] = { "created_at", "createdat", "created_utc", "timestamp", "date", "datetime", "time", "published", "published_at", NULL };
static const char *const url_names[] = { "url", "permalink", "link", "address", "uri", NULL };

static int
find_first (char             **names,
            const char *const *wanted,
            const ExmSniff    *self)
{
  for (guint k = 0; wanted[k] != NULL; k++)
    for (int i = 0; names[i] != NULL; i++)
      if (g_ascii_strcasecmp (names[i], wanted[k]) == 0 && i != self->text_column && i != self->label_column)
        return i;
  return -1;
}

static void
find_origin (ExmSniff *self,
             char    **names)
{
  self->author_column = find_first (names, author_names, self);
  self->thread_column = find_first (names, thread_names, self);
  self->time_column = find_first (names, time_names, self);
  self->url_column = find_first (names, url_names, self);
}

static gboolean
is_origin (const ExmSniff *self,
           guint           column)
{
  return (int)column == self->author_column || (int)column == self->thread_column ||
         (int)column == self->time_column || (int)column == self->url_column;
}

static int
find_name (char      **names,
           const char *name)
{
  for (int i = 0; names[i] != NULL; i++)
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return i;
  return -1;
}

/* Columns by what is in them: posts are the longest text, labels repeat. */
static void
map_by_content (ExmSniff  *self,
                GPtrArray *records,
                guint      from,
                guint      n_columns)
{
  double longest = 0;
  double fewest = 0.5;

  if (self->text_column < 0)
    for (guint i = 0; i < n_columns; i++)
      {
        Column column = measure (records, from, i);

        if ((int)i != self->label_column && !is_origin (self, i) && column.mean_length > longest)
          {
            longest = column.mean_length;
            self->text_column = (int)i;
          }
      }
  if (self->label_column < 0 && records->len - from >= 4)
    for (guint i = 0; i < n_columns; i++)
      {
        Column column = measure (records, from, i);

        if (!is_origin (self, i) && (int)i != self->text_column && (int)i != self->system_column && (int)i != self->note_column &&
            column.n_filled > 0 && column.mean_length <= 40 && column.distinct <= fewest)
          {
            fewest = column.distinct;
            self->label_column = (int)i;
          }
      }
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
  if (records->len == 0)
    return;

  if (find_header)
    self->has_header = looks_like_header (records);
  from = self->has_header ? 1 : 0;
  for (guint i = 0; i < records->len; i++)
    n_columns = MAX (n_columns, g_strv_length (g_ptr_array_index (records, i)));
  if (self->has_header)
    {
      char **names = g_ptr_array_index (records, 0);

      self->text_column = find_usual (names, _exm_usual_text_name, -1);
      self->label_column = find_usual (names, _exm_usual_label_name, self->text_column);
      self->system_column = find_name (names, "system");
      self->note_column = find_name (names, "note");
      find_origin (self, names);
    }
  map_by_content (self, records, from, n_columns);
  if (self->text_column < 0)
    self->text_column = 0;

  for (guint i = 0; i < n_columns; i++)
    {
      char   **names = g_ptr_array_index (records, 0);
      gboolean named = self->has_header && i < g_strv_length (names) && *names[i] != '\0';

      g_ptr_array_add (self->columns, named ? g_strdup (names[i]) : g_strdup_printf (_ ("Column %u"), i + 1));
    }
  for (guint i = from; i < records->len && self->samples->len < EXM_SNIFF_SAMPLES; i++)
    g_ptr_array_add (self->samples, g_strdupv (g_ptr_array_index (records, i)));
  self->has_outputs = self->label_column >= 0 && measure (records, from, (guint)self->label_column).n_filled > 0;
}
