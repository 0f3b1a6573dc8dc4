/* exm-record.c - one line of JSON as an example
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-record-parser-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The members of a line say what it is, so a file may mix dialects. One walk with
 * the strict scanner takes the texts, remembers where they stand (so that an edit can
 * be written into the line without touching the rest of it), and notes whether there
 * is anything besides: then the line is kept. Nothing is allocated for a line of
 * plain text turns.
 *
 * Rules for turns, ours, with an explanation each: known roles, the user begins, user
 * and model alternate. Google's page asks for less; every example of its ends with
 * the model (https://cloud.google.com/vertex-ai/generative-ai/docs/models/gemini-supervised-tuning-prepare). */

ExmRecordParser *
_exm_record_parser_new (ExmDialect  hint,
                        const char *text_key,
                        const char *label_key)
{
  ExmRecordParser *self = g_new0 (ExmRecordParser, 1);

  self->scan = exm_json_scan_new ();
  self->record.turns = g_array_new (FALSE, TRUE, sizeof (ExmRecordTurn));
  self->record.drops = g_array_new (FALSE, TRUE, sizeof (ExmRecordDrop));
  self->owned = g_ptr_array_new_with_free_func (g_free);
  self->hint = hint;
  self->text_key = g_strdup (text_key);
  self->label_key = g_strdup (label_key);
  return self;
}

void
_exm_record_parser_free (ExmRecordParser *self)
{
  if (self == NULL)
    return;
  exm_json_scan_free (self->scan);
  g_array_unref (self->record.turns);
  g_array_unref (self->record.drops);
  g_ptr_array_unref (self->owned);
  g_free (self->text_key);
  g_free (self->label_key);
  g_free (self);
}

gboolean
_exm_record_fail (ExmRecordParser *self,
                  ExmReason        reason)
{
  if (!self->failed)
    self->reason = reason;
  self->failed = TRUE;
  return FALSE;
}

void
_exm_record_join (ExmRecordParser   *self,
                  ExmJsonText       *text,
                  const ExmJsonText *more)
{
  GString *joined = g_string_sized_new (text->len + more->len + 2);

  g_string_append_len (joined, text->data, (gssize)text->len);
  g_string_append (joined, "\n\n");
  g_string_append_len (joined, more->data, (gssize)more->len);
  text->len = joined->len;
  text->data = g_string_free (joined, FALSE);
  g_ptr_array_add (self->owned, (gpointer)text->data);
}

gsize
_exm_record_here (ExmRecordParser *self)
{
  exm_json_scan_peek (self->scan);
  return exm_json_scan_offset (self->scan);
}

static void
reset (ExmRecordParser *self)
{
  ExmRecord *record = &self->record;

  g_array_set_size (record->turns, 0);
  g_array_set_size (record->drops, 0);
  if (self->owned->len > 0)
    g_ptr_array_set_size (self->owned, 0);
  record->dialect = EXM_DIALECT_NONE;
  record->has_system = FALSE;
  record->system_literal = record->system_object = (ExmSpan){ 0, 0 };
  record->input = record->output = -1;
  record->members_at = record->turns_at = 0;
  record->odd = record->rich = FALSE;
  self->failed = FALSE;
  self->saw_contents = self->saw_messages = self->saw_conversations = FALSE;
  self->saw_model = self->saw_assistant = FALSE;
  self->has_pairs = self->unlike = 0;
  self->text_rank = self->label_rank = G_MAXINT;
}

static gboolean
take_member (ExmRecordParser   *self,
             const ExmJsonText *key,
             gsize              key_at)
{
  gboolean taken = FALSE;

  if (exm_json_text_equal (key, "contents"))
    return _exm_record_take_contents (self);
  if (exm_json_text_equal (key, "messages"))
    {
      self->saw_messages = TRUE;
      return _exm_record_take_messages (self, "role", "content");
    }
  if (exm_json_text_equal (key, "systemInstruction"))
    return _exm_record_take_instruction (self, key_at);
  if (exm_json_text_equal (key, "system_instruction"))
    {
      self->record.odd = TRUE;
      return _exm_record_take_instruction (self, key_at);
    }
  if (exm_json_text_equal (key, "conversations"))
    {
      self->saw_conversations = TRUE;
      return _exm_record_take_messages (self, "from", "value");
    }
  if (!_exm_record_take_pair (self, key, &taken))
    return FALSE;
  if (taken)
    return TRUE;
  self->record.odd = TRUE;
  return exm_json_scan_skip (self->scan, NULL);
}

static gboolean
decide_dialect (ExmRecordParser *self)
{
  ExmRecord *record = &self->record;
  guint      shapes = (self->saw_contents ? 1 : 0) + (self->saw_messages ? 1 : 0) + (self->saw_conversations ? 1 : 0);

  if (shapes > 1)
    return _exm_record_fail (self, EXM_REASON_UNKNOWN_SHAPE);
  if (shapes == 0)
    return _exm_record_finish_pairs (self);

  /* Pairs beside turns are members like any other. */
  record->odd |= self->has_pairs != 0 || self->unlike != 0;
  if (self->saw_contents)
    record->dialect = EXM_DIALECT_CONTENTS;
  else if (self->saw_conversations)
    record->dialect = EXM_DIALECT_SHAREGPT;
  else if (self->saw_model && self->saw_assistant)
    return _exm_record_fail (self, EXM_REASON_WRONG_ROLES);
  else if (self->saw_model || self->saw_assistant)
    record->dialect = self->saw_model ? EXM_DIALECT_MESSAGES : EXM_DIALECT_OPENAI;
  else
    record->dialect = self->hint == EXM_DIALECT_OPENAI ? EXM_DIALECT_OPENAI : EXM_DIALECT_MESSAGES;

  if (self->saw_conversations && (self->has_pairs & 1u << EXM_PAIR_SYSTEM) != 0 && !record->has_system)
    {
      record->has_system = TRUE;
      record->system = self->pairs[EXM_PAIR_SYSTEM];
    }
  return TRUE;
}

gboolean
_exm_text_is_blank (const char *text,
                    gsize       len)
{
  const char *end = text + len;

  while (text < end)
    {
      if (!g_ascii_isspace (*text))
        {
          if ((guint8)*text < 0x80 || !g_unichar_isspace (g_utf8_get_char (text)))
            return FALSE;
        }
      text = g_utf8_next_char (text);
    }
  return TRUE;
}

/* Finds input and output among the turns and checks their order. */
static gboolean
check_turns (ExmRecordParser *self)
{
  ExmRecord     *record = &self->record;
  ExmRecordTurn *turns = (ExmRecordTurn *)(gpointer)record->turns->data;
  int            n = (int)record->turns->len;

  if (n == 0)
    return _exm_record_fail (self, EXM_REASON_NO_INPUT);
  for (int i = 0; i < n; i++)
    {
      gboolean rich = turns[i].rich || (i > 0 && turns[i - 1].rich);

      record->rich |= turns[i].rich;
      if (i == 0 && turns[i].role == EXM_ROLE_MODEL)
        return _exm_record_fail (self, n == 1 ? EXM_REASON_NO_INPUT : EXM_REASON_WRONG_ROLES);
      if (i > 0 && !rich && turns[i].role == turns[i - 1].role)
        return _exm_record_fail (self, EXM_REASON_WRONG_ROLES);
      if (!turns[i].rich && _exm_text_is_blank (turns[i].text.data, turns[i].text.len))
        return _exm_record_fail (self, EXM_REASON_EMPTY_TEXT);
    }
  record->odd |= record->rich;

  if (turns[n - 1].role == EXM_ROLE_MODEL)
    record->output = n - 1;
  for (int i = 0; i < n; i++)
    if (turns[i].role == EXM_ROLE_USER && (record->input < 0 || turns[i].literal.to > 0 || turns[record->input].literal.to == 0))
      record->input = i;
  if (record->input < 0)
    return _exm_record_fail (self, EXM_REASON_NO_INPUT);
  if (turns[record->input].text.len == 0)
    return _exm_record_fail (self, EXM_REASON_EMPTY_TEXT);

  if (record->has_system && record->system.len == 0)
    {
      record->has_system = FALSE;
      record->odd = TRUE;
    }
  return TRUE;
}

void
_exm_record_fault_of_json (ExmRecordFault     *fault,
                           const ExmJsonFault *json)
{
  fault->has_position = TRUE;
  fault->json = *json;
  switch (json->code)
    {
    case EXM_JSON_ERROR_TOO_DEEP:
      fault->reason = EXM_REASON_TOO_DEEP;
      break;
    case EXM_JSON_ERROR_DUPLICATE_KEY:
      fault->reason = EXM_REASON_DUPLICATE_KEY;
      break;
    case EXM_JSON_ERROR_UTF8:
      fault->reason = EXM_REASON_INVALID_UTF8;
      break;
    case EXM_JSON_ERROR_SURROGATE:
      fault->reason = EXM_REASON_LONE_SURROGATE;
      break;
    case EXM_JSON_ERROR_NUL:
      fault->reason = EXM_REASON_NUL;
      break;
    case EXM_JSON_ERROR_RANGE:
      fault->reason = EXM_REASON_NUMBER_RANGE;
      break;
    case EXM_JSON_ERROR_TYPE:
      fault->reason = EXM_REASON_WRONG_TYPE;
      fault->has_position = FALSE;
      break;
    case EXM_JSON_ERROR_SYNTAX:
    case EXM_JSON_ERROR_EMPTY:
    case EXM_JSON_ERROR_TRUNCATED:
    case EXM_JSON_ERROR_TRAILING:
    case EXM_JSON_ERROR_ESCAPE:
    case EXM_JSON_ERROR_CONTROL:
    case EXM_JSON_ERROR_NUMBER:
    default:
      fault->reason = EXM_REASON_BROKEN_JSON;
      break;
    }
}

char *
_exm_record_fault_message (const ExmRecordFault *fault)
{
  const char *sentence = exm_reason_get_sentence (fault->reason);

  if (!fault->has_position)
    return g_strdup (sentence);
  if (fault->reason == EXM_REASON_BROKEN_JSON)
    /* Translators: "This line is not valid JSON: the text ends too early (at byte 17)". */
    return g_strdup_printf (_ ("%s: %s (at byte %zu)"), sentence, exm_json_error_sentence (fault->json.code), fault->json.offset + 1);
  /* Translators: "This line has … (at byte 17)". */
  return g_strdup_printf (_ ("%s (at byte %zu)"), sentence, fault->json.offset + 1);
}

const ExmRecord *
_exm_record_parse (ExmRecordParser *self,
                   const char      *line,
                   gsize            len,
                   ExmRecordFault  *fault)
{
  ExmJsonText key;
  ExmJsonType type;
  gboolean    going = TRUE;

  reset (self);
  *fault = (ExmRecordFault){ 0 };
  exm_json_scan_reset (self->scan, line, len);
  type = exm_json_scan_peek (self->scan);
  if (type != EXM_JSON_OBJECT && type != EXM_JSON_INVALID)
    {
      /* Valid JSON at least? Else that is the better reason. */
      if (exm_json_scan_skip (self->scan, NULL) && exm_json_scan_finish (self->scan))
        fault->reason = EXM_REASON_NOT_AN_OBJECT;
      else
        _exm_record_fault_of_json (fault, exm_json_scan_fault (self->scan));
      return NULL;
    }

  if (exm_json_scan_enter_object (self->scan))
    {
      gsize key_at;

      self->record.members_at = exm_json_scan_offset (self->scan);
      key_at = self->record.members_at;
      while (going && exm_json_scan_next_key (self->scan, &key))
        {
          going = take_member (self, &key, key_at);
          key_at = exm_json_scan_offset (self->scan);
        }
    }
  if (going)
    going = exm_json_scan_finish (self->scan);
  if (going && decide_dialect (self) && check_turns (self))
    return &self->record;

  if (!self->failed)
    _exm_record_fault_of_json (fault, exm_json_scan_fault (self->scan));
  else
    fault->reason = self->reason;
  return NULL;
}
