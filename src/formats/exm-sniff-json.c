/* exm-sniff-json.c - which dialect the lines of a JSON file speak
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-sniff-private.h"

#include <string.h>

#include "exm-array-private.h"
#include "exm-json-gate.h"
#include "exm-record-private.h"

/* Plain members of the objects, with the sum of their texts' lengths: candidates for
 * the post when no usual name is among them. */
static void
count_members (GHashTable *lengths,
               ExmSniff   *self,
               const char *line,
               gsize       len)
{
  g_autoptr (JsonNode) node = exm_json_parse (line, (gssize)len, NULL);
  JsonObject    *object = exm_json_node_object (node);
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (object == NULL)
    return;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      const char *text = exm_json_node_string (value);
      gsize       sum;

      if (!JSON_NODE_HOLDS_VALUE (value) && !JSON_NODE_HOLDS_NULL (value))
        continue;
      if (!g_hash_table_contains (lengths, name))
        g_ptr_array_add (self->columns, g_strdup (name));
      sum = GPOINTER_TO_SIZE (g_hash_table_lookup (lengths, name)) + (text != NULL ? strlen (text) : 0);
      g_hash_table_insert (lengths, g_strdup (name), GSIZE_TO_POINTER (sum));
    }
}

/* Which members are the post and its label, by name, else the longest text. */
static void
choose_keys (ExmSniff   *self,
             GHashTable *lengths)
{
  int   text_rank = G_MAXINT;
  int   label_rank = G_MAXINT;
  gsize longest = 0;

  g_clear_pointer (&self->text_key, g_free);
  g_clear_pointer (&self->label_key, g_free);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const char *name = g_ptr_array_index (self->columns, i);
      int         rank = _exm_usual_text_name (name, strlen (name));

      if (rank >= 0 && rank < text_rank && GPOINTER_TO_SIZE (g_hash_table_lookup (lengths, name)) > 0)
        {
          text_rank = rank;
          g_free (self->text_key);
          self->text_key = g_strdup (name);
        }
      rank = _exm_usual_label_name (name, strlen (name));
      if (rank >= 0 && rank < label_rank)
        {
          label_rank = rank;
          g_free (self->label_key);
          self->label_key = g_strdup (name);
        }
    }
  if (self->text_key != NULL)
    return;
  for (guint i = 0; i < self->columns->len; i++)
    {
      const char *name = g_ptr_array_index (self->columns, i);
      gsize       sum = GPOINTER_TO_SIZE (g_hash_table_lookup (lengths, name));

      if (sum > longest && g_strcmp0 (name, self->label_key) != 0)
        {
          longest = sum;
          g_free (self->text_key);
          self->text_key = g_strdup (name);
        }
    }
}

typedef struct
{
  guint n_lines;
  guint n_objects; /* lines that begin like one */
  guint votes[EXM_N_DIALECTS];
  guint n_outputs;
} Votes;

static void
vote (Votes           *votes,
      ExmRecordParser *parser,
      ExmSniff        *self,
      GHashTable      *lengths,
      const char      *line,
      gsize            len)
{
  ExmRecordFault   fault;
  const ExmRecord *record;

  while (len > 0 && g_ascii_isspace (*line))
    {
      line++;
      len--;
    }
  if (len == 0)
    return;
  votes->n_lines++;
  if (*line != '{')
    return;
  votes->n_objects++;
  record = _exm_record_parse (parser, line, len, &fault);
  if (record != NULL)
    {
      votes->votes[record->dialect]++;
      votes->n_outputs += record->output >= 0 ? 1 : 0;
    }
  if ((record == NULL && fault.reason == EXM_REASON_UNKNOWN_SHAPE) || (record != NULL && record->dialect == EXM_DIALECT_OBJECTS))
    {
      count_members (lengths, self, line, len);
      votes->votes[EXM_DIALECT_OBJECTS] += record == NULL ? 1 : 0;
    }
}

static void
vote_lines (Votes           *votes,
            ExmRecordParser *parser,
            ExmSniff        *self,
            GHashTable      *lengths,
            ExmBlock        *block,
            gboolean         whole)
{
  gboolean    too_long;
  const char *line;
  gsize       len;

  while (votes->n_lines < EXM_SNIFF_RECORDS &&
         (line = _exm_block_line (block, self->line_end, EXM_LINE_MAX, &len, &too_long, NULL, NULL)) != NULL)
    {
      /* The last line is perhaps cut; its beginning says at least that it is an object. */
      if (block->eof && block->pos == block->end && !whole)
        {
          votes->n_objects += len > 0 && *line == '{' ? 1 : 0;
          votes->n_lines++;
          break;
        }
      vote (votes, parser, self, lengths, line, len);
    }
}

static void
vote_elements (Votes           *votes,
               ExmRecordParser *parser,
               ExmSniff        *self,
               GHashTable      *lengths,
               ExmBlock        *block)
{
  ExmArrayStep step;
  ExmArray     array;

  _exm_array_init (&array, block, self->line_end);
  while (votes->n_lines < EXM_SNIFF_RECORDS &&
         (step = _exm_array_next (&array, NULL, NULL)) != EXM_ARRAY_END && step != EXM_ARRAY_ERROR)
    {
      if (step == EXM_ARRAY_ELEMENT)
        {
          vote (votes, parser, self, lengths, array.bytes, array.n_bytes);
        }
      else
        {
          /* Broken, or cut by the end of the beginning: it began with a brace. */
          votes->n_objects++;
          votes->n_lines++;
        }
    }
  _exm_array_clear (&array);
}

ExmDialect
_exm_sniff_json (ExmSniff *self,
                 GBytes   *head,
                 gboolean  whole)
{
  g_autoptr (ExmRecordParser) parser = _exm_record_parser_new (EXM_DIALECT_NONE, NULL, NULL);
  g_autoptr (ExmSource) source = exm_source_new_bytes (head, "");
  g_autoptr (GHashTable) lengths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ExmDialect best = EXM_DIALECT_NONE;
  Votes      votes = { 0 };
  ExmBlock   block;

  g_ptr_array_set_size (self->columns, 0);
  self->is_array = _exm_array_begins (g_bytes_get_data (head, NULL), g_bytes_get_size (head));
  if (!_exm_block_open (&block, source, EXM_ENCODING_UTF8, EXM_SNIFF_SIZE, NULL))
    return EXM_DIALECT_NONE;
  if (self->is_array)
    vote_elements (&votes, parser, self, lengths, &block);
  else
    vote_lines (&votes, parser, self, lengths, &block, whole);
  _exm_block_close (&block);

  for (guint i = 1; i < EXM_N_DIALECTS; i++)
    if (votes.votes[i] > votes.votes[best])
      best = (ExmDialect)i;
  /* A table may have rows that begin with a brace: where no line is an object, most have to look like one. */
  if (votes.n_objects == 0 || votes.n_objects * 2 < votes.n_lines ||
      (best == EXM_DIALECT_NONE && votes.n_objects * 2 == votes.n_lines))
    {
      self->is_array = FALSE;
      return EXM_DIALECT_NONE;
    }
  self->has_outputs = votes.n_outputs > 0;
  if (best == EXM_DIALECT_OBJECTS)
    choose_keys (self, lengths);
  else
    g_ptr_array_set_size (self->columns, 0);
  return best != EXM_DIALECT_NONE ? best : EXM_DIALECT_CONTENTS;
}
