/* exm-render-patch.c - writing edits into the line they came from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-render-private.h"

#include <string.h>

#include "exm-json-write.h"

/* An edit replaces bytes [from, to) of the line; they are collected, sorted and
 * applied in one pass. */
typedef struct
{
  gsize from;
  gsize to;
  char *with;
} Edit;

static void
add_edit (GArray *edits,
          gsize   from,
          gsize   to,
          char   *with)
{
  Edit edit = { from, to, with };

  g_array_append_val (edits, edit);
}

static int
compare_edits (gconstpointer a,
               gconstpointer b)
{
  const Edit *left = a;
  const Edit *right = b;

  return left->from < right->from ? -1 : left->from > right->from;
}

static void
clear_edit (gpointer data)
{
  g_free (((Edit *)data)->with);
}

static gboolean
same (const ExmJsonText *a,
      const ExmJsonText *b)
{
  return a->len == b->len && memcmp (a->data, b->data, a->len) == 0;
}

static char *
quoted (const ExmJsonText *text)
{
  GString *out = g_string_new (NULL);

  exm_json_append_string (out, text->data, (gssize)text->len);
  return g_string_free (out, FALSE);
}

static char *
new_turn (ExmDialect         dialect,
          const char        *role,
          const ExmJsonText *text)
{
  g_autofree char *string = quoted (text);

  if (dialect == EXM_DIALECT_CONTENTS)
    return g_strdup_printf ("{\"role\":\"%s\",\"parts\":[{\"text\":%s}]}", role, string);
  return g_strdup_printf ("{\"role\":\"%s\",\"content\":%s}", role, string);
}

static const char *
model_role (ExmDialect dialect)
{
  return dialect == EXM_DIALECT_OPENAI ? "assistant" : "model";
}

/* Other text parts of the turn go: its text is one now. */
static void
edit_turn (GArray            *edits,
           const ExmRecord   *record,
           int                index,
           const ExmJsonText *text)
{
  const ExmRecordTurn *turn = &g_array_index (record->turns, ExmRecordTurn, index);

  if (same (&turn->text, text))
    return;
  if (turn->literal.to == 0)
    {
      const char *role = turn->role == EXM_ROLE_MODEL ? model_role (record->dialect) : "user";

      add_edit (edits, turn->object.from, turn->object.to, new_turn (record->dialect, role, text));
      return;
    }
  add_edit (edits, turn->literal.from, turn->literal.to, quoted (text));
  for (guint i = 0; i < record->drops->len; i++)
    {
      const ExmRecordDrop *drop = &g_array_index (record->drops, ExmRecordDrop, i);

      if (drop->turn == (guint)index)
        add_edit (edits, drop->span.from, drop->span.to, g_strdup (""));
    }
}

/* A member or item with the one comma that it needs no more. */
static void
remove_span (GArray     *edits,
             const char *line,
             gsize       from,
             gsize       to)
{
  gsize after = to;

  while (g_ascii_isspace (line[after]))
    after++;
  if (line[after] == ',')
    {
      to = after + 1;
    }
  else
    {
      while (from > 0 && g_ascii_isspace (line[from - 1]))
        from--;
      if (from > 0 && line[from - 1] == ',')
        from--;
    }
  add_edit (edits, from, to, g_strdup (""));
}

static void
edit_system (GArray            *edits,
             const char        *line,
             const ExmRecord   *record,
             const ExmJsonText *system)
{
  gboolean contents = record->dialect == EXM_DIALECT_CONTENTS;
  gboolean wanted = system->data != NULL && system->len > 0;

  if (record->has_system && wanted)
    {
      if (same (&record->system, system))
        return;
      if (record->system_literal.to > 0)
        add_edit (edits, record->system_literal.from, record->system_literal.to, quoted (system));
      for (guint i = 0; i < record->drops->len; i++)
        {
          const ExmRecordDrop *drop = &g_array_index (record->drops, ExmRecordDrop, i);

          if (drop->turn == G_MAXUINT)
            add_edit (edits, drop->span.from, drop->span.to, g_strdup (""));
        }
    }
  else if (record->has_system)
    {
      gsize from = record->system_object.from;

      /* The member's place was taken before the comma and blanks that lead to it. */
      while (contents && line[from] != '"')
        from++;
      remove_span (edits, line, from, record->system_object.to);
    }
  else if (wanted && record->system_object.to > 0)
    {
      /* An empty one is there already: fill it, where it is a plain string. */
      if (record->system_literal.to > 0)
        add_edit (edits, record->system_literal.from, record->system_literal.to, quoted (system));
    }
  else if (wanted)
    {
      g_autofree char *string = quoted (system);
      char            *with = contents ? g_strdup_printf ("\"systemInstruction\":{\"parts\":[{\"text\":%s}]},", string)
                                       : g_strdup_printf ("{\"role\":\"system\",\"content\":%s},", string);
      gsize            at = contents ? record->members_at : record->turns_at;

      add_edit (edits, at, at, with);
    }
}

static void
edit_output (GArray            *edits,
             const char        *line,
             const ExmRecord   *record,
             const ExmJsonText *output)
{
  const ExmRecordTurn *last = &g_array_index (record->turns, ExmRecordTurn, record->turns->len - 1);

  if (output->data == NULL)
    {
      if (record->output >= 0)
        remove_span (edits, line, last->object.from, last->object.to);
    }
  else if (record->output >= 0)
    {
      edit_turn (edits, record, record->output, output);
    }
  else
    {
      g_autofree char *turn = new_turn (record->dialect, model_role (record->dialect), output);

      add_edit (edits, last->object.to, last->object.to, g_strconcat (",", turn, NULL));
    }
}

void
_exm_render_patched (GString         *out,
                     const char      *line,
                     gsize            len,
                     const ExmRecord *record,
                     const ExmWhole  *whole)
{
  g_autoptr (GArray) edits = g_array_new (FALSE, FALSE, sizeof (Edit));
  gsize at = 0;

  g_array_set_clear_func (edits, clear_edit);
  edit_system (edits, line, record, &whole->system);
  edit_turn (edits, record, record->input, &whole->input);
  edit_output (edits, line, record, &whole->output);
  g_array_sort (edits, compare_edits);
  for (guint i = 0; i < edits->len; i++)
    {
      const Edit *edit = &g_array_index (edits, Edit, i);

      /* Two texts never stand in the same bytes; a removed turn holds no other edit. */
      if (edit->from < at)
        continue;
      g_string_append_len (out, line + at, (gssize)(edit->from - at));
      g_string_append (out, edit->with);
      at = edit->to;
    }
  g_string_append_len (out, line + at, (gssize)(len - at));
}
