/* exm-record-turns.c - the turns of a line: contents and messages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-record-parser-private.h"

#include <string.h>

/* A string as a text of @turn: its first one, or one more. */
static gboolean
take_text (ExmRecordParser *self,
           ExmRecordTurn   *turn,
           gboolean        *is_more)
{
  ExmJsonText text;
  ExmSpan     span;

  span.from = _exm_record_here (self);
  if (!exm_json_scan_string (self->scan, &text))
    return FALSE;
  span.to = exm_json_scan_offset (self->scan);

  *is_more = turn->literal.to > 0;
  if (*is_more)
    {
      _exm_record_join (self, &turn->text, &text);
      self->record.odd = TRUE;
    }
  else
    {
      turn->text = text;
      turn->literal = span;
    }
  return TRUE;
}

/* What is shown of a part that is not text, as long as the turn has no text. */
static gboolean
take_shown (ExmRecordParser *self,
            ExmRecordTurn   *turn,
            const char      *name)
{
  ExmJsonText key, text;

  turn->rich = TRUE;
  if (exm_json_scan_peek (self->scan) != EXM_JSON_OBJECT)
    return exm_json_scan_skip (self->scan, NULL);
  exm_json_scan_enter_object (self->scan);
  while (exm_json_scan_next_key (self->scan, &key))
    {
      if (exm_json_text_equal (&key, name) && exm_json_scan_peek (self->scan) == EXM_JSON_STRING)
        {
          if (!exm_json_scan_string (self->scan, &text))
            return FALSE;
          if (turn->literal.to == 0)
            turn->text = text;
        }
      else if (!exm_json_scan_skip (self->scan, NULL))
        {
          return FALSE;
        }
    }
  return exm_json_scan_fault (self->scan) == NULL;
}

/* One part of a Gemini turn: {"text":…} or something richer. */
static gboolean
take_part (ExmRecordParser *self,
           ExmRecordTurn   *turn,
           guint            index,
           gsize            part_from)
{
  ExmJsonText key;
  gboolean    is_more = FALSE;
  gboolean    any = FALSE;

  if (!exm_json_scan_enter_object (self->scan))
    return FALSE;
  while (exm_json_scan_next_key (self->scan, &key))
    {
      gboolean ok;

      any = TRUE;
      if (exm_json_text_equal (&key, "text"))
        ok = take_text (self, turn, &is_more);
      else if (exm_json_text_equal (&key, "functionCall") || exm_json_text_equal (&key, "function_call") ||
               exm_json_text_equal (&key, "functionResponse") || exm_json_text_equal (&key, "function_response"))
        ok = take_shown (self, turn, "name");
      else if (exm_json_text_equal (&key, "fileData"))
        ok = take_shown (self, turn, "fileUri");
      else if (exm_json_text_equal (&key, "file_data"))
        ok = take_shown (self, turn, "file_uri");
      else
        ok = take_shown (self, turn, "");
      if (!ok)
        return FALSE;
    }
  self->record.odd |= !any;
  if (is_more)
    {
      ExmRecordDrop drop = { index, { part_from, exm_json_scan_offset (self->scan) } };

      g_array_append_val (self->record.drops, drop);
    }
  return exm_json_scan_fault (self->scan) == NULL;
}

/* One part of an OpenAI message: {"type":"text","text":…} or something richer. */
static gboolean
take_typed_part (ExmRecordParser *self,
                 ExmRecordTurn   *turn,
                 guint            index,
                 gsize            part_from)
{
  ExmJsonText key, type = { "text", 4 };
  gboolean    is_more = FALSE;

  self->record.odd = TRUE;
  if (!exm_json_scan_enter_object (self->scan))
    return FALSE;
  while (exm_json_scan_next_key (self->scan, &key))
    {
      gboolean ok;

      if (exm_json_text_equal (&key, "type"))
        ok = exm_json_scan_string (self->scan, &type);
      else if (exm_json_text_equal (&key, "text"))
        ok = take_text (self, turn, &is_more);
      else if (exm_json_text_equal (&key, "image_url"))
        ok = take_shown (self, turn, "url");
      else
        ok = exm_json_scan_skip (self->scan, NULL);
      if (!ok)
        return FALSE;
    }
  if (!exm_json_text_equal (&type, "text"))
    turn->rich = TRUE;
  if (is_more)
    {
      ExmRecordDrop drop = { index, { part_from, exm_json_scan_offset (self->scan) } };

      g_array_append_val (self->record.drops, drop);
    }
  return exm_json_scan_fault (self->scan) == NULL;
}

static gboolean
take_parts (ExmRecordParser *self,
            ExmRecordTurn   *turn,
            guint            index,
            gboolean         openai)
{
  gsize from;

  if (!exm_json_scan_enter_array (self->scan))
    return FALSE;
  from = exm_json_scan_offset (self->scan);
  while (exm_json_scan_next_item (self->scan))
    {
      if (!(openai ? take_typed_part (self, turn, index, from) : take_part (self, turn, index, from)))
        return FALSE;
      from = exm_json_scan_offset (self->scan);
    }
  return exm_json_scan_fault (self->scan) == NULL;
}

static gboolean
take_content (ExmRecordParser *self,
              ExmRecordTurn   *turn,
              guint            index,
              gboolean        *has_role)
{
  ExmJsonText key, role;
  gboolean    has_parts = FALSE;

  *has_role = FALSE;
  if (!exm_json_scan_enter_object (self->scan))
    return FALSE;
  while (exm_json_scan_next_key (self->scan, &key))
    {
      gboolean ok;

      if (exm_json_text_equal (&key, "role"))
        {
          ok = exm_json_scan_string (self->scan, &role);
          if (ok)
            {
              *has_role = role.len > 0;
              if (exm_json_text_equal (&role, "user"))
                turn->role = EXM_ROLE_USER;
              else if (exm_json_text_equal (&role, "model"))
                turn->role = EXM_ROLE_MODEL;
              else if (exm_json_text_equal (&role, "function") || exm_json_text_equal (&role, "tool") || role.len == 0)
                turn->role = EXM_ROLE_OTHER;
              else if (index != G_MAXUINT) /* Google ignores the role of an instruction */
                return _exm_record_fail (self, EXM_REASON_WRONG_ROLES);
            }
        }
      else if (exm_json_text_equal (&key, "parts"))
        {
          has_parts = TRUE;
          ok = take_parts (self, turn, index, FALSE);
        }
      else
        {
          self->record.odd = TRUE;
          ok = exm_json_scan_skip (self->scan, NULL);
        }
      if (!ok)
        return FALSE;
    }
  if (exm_json_scan_fault (self->scan) != NULL)
    return FALSE;
  return has_parts || _exm_record_fail (self, EXM_REASON_EMPTY_TEXT);
}

gboolean
_exm_record_take_contents (ExmRecordParser *self)
{
  ExmRecord *record = &self->record;

  self->saw_contents = TRUE;
  if (!exm_json_scan_enter_array (self->scan))
    return FALSE;
  record->turns_at = exm_json_scan_offset (self->scan);
  while (exm_json_scan_next_item (self->scan))
    {
      ExmRecordTurn turn = { .role = EXM_ROLE_OTHER, .text = { "", 0 } };
      gboolean      has_role;

      turn.object.from = _exm_record_here (self);
      if (!take_content (self, &turn, record->turns->len, &has_role))
        return FALSE;
      turn.object.to = exm_json_scan_offset (self->scan);
      if (!has_role)
        {
          /* A single turn may have none; a function's answer has none either. */
          record->odd = TRUE;
          if (!turn.rich && record->turns->len == 0)
            turn.role = EXM_ROLE_USER;
          else if (!turn.rich)
            return _exm_record_fail (self, EXM_REASON_WRONG_ROLES);
        }
      g_array_append_val (record->turns, turn);
    }
  return exm_json_scan_fault (self->scan) == NULL;
}

gboolean
_exm_record_take_instruction (ExmRecordParser *self,
                              gsize            key_at)
{
  ExmRecord    *record = &self->record;
  ExmRecordTurn turn = { .text = { "", 0 } };
  gboolean      has_role;

  if (record->has_system)
    return _exm_record_fail (self, EXM_REASON_WRONG_ROLES);
  record->has_system = TRUE;
  record->system_object.from = key_at;
  if (exm_json_scan_peek (self->scan) == EXM_JSON_STRING)
    {
      gboolean is_more;

      record->odd = TRUE;
      if (!take_text (self, &turn, &is_more))
        return FALSE;
    }
  else
    {
      if (!take_content (self, &turn, G_MAXUINT, &has_role))
        return FALSE;
      record->odd |= has_role;
    }
  record->rich |= turn.rich;
  record->system = turn.text;
  record->system_literal = turn.literal;
  record->system_object.to = exm_json_scan_offset (self->scan);
  return TRUE;
}

/* Messages */

static gboolean
role_of_message (ExmRecordParser   *self,
                 const ExmJsonText *name,
                 gboolean           sharegpt,
                 ExmRole           *role)
{
  static const struct
  {
    const char *name;
    ExmRole     role;
    gboolean    sharegpt;
  } roles[] = {
    { "user", EXM_ROLE_USER, FALSE },
    { "model", EXM_ROLE_MODEL, FALSE },
    { "assistant", EXM_ROLE_MODEL, FALSE },
    { "system", EXM_ROLE_SYSTEM, FALSE },
    { "developer", EXM_ROLE_SYSTEM, FALSE },
    { "tool", EXM_ROLE_OTHER, FALSE },
    { "function", EXM_ROLE_OTHER, FALSE },
    { "human", EXM_ROLE_USER, TRUE },
    { "gpt", EXM_ROLE_MODEL, TRUE },
    { "chatgpt", EXM_ROLE_MODEL, TRUE },
    { "bot", EXM_ROLE_MODEL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if ((sharegpt || !roles[i].sharegpt) && exm_json_text_equal (name, roles[i].name))
      {
        *role = roles[i].role;
        self->saw_model |= i == 1;
        self->saw_assistant |= i == 2;
        self->record.odd |= i == 4;
        return TRUE;
      }
  return _exm_record_fail (self, EXM_REASON_WRONG_ROLES);
}

static gboolean
take_message_text (ExmRecordParser *self,
                   ExmRecordTurn   *turn,
                   guint            index)
{
  gboolean is_more;

  switch (exm_json_scan_peek (self->scan))
    {
    case EXM_JSON_STRING:
      return take_text (self, turn, &is_more);
    case EXM_JSON_ARRAY:
      return take_parts (self, turn, index, TRUE);
    case EXM_JSON_NULL:
      self->record.odd = TRUE;
      return exm_json_scan_null (self->scan);
    case EXM_JSON_OBJECT:
    case EXM_JSON_NUMBER:
    case EXM_JSON_TRUE:
    case EXM_JSON_FALSE:
    case EXM_JSON_INVALID:
    default:
      return exm_json_scan_fail (self->scan, EXM_JSON_ERROR_TYPE);
    }
}

static gboolean
take_message (ExmRecordParser *self,
              ExmRecordTurn   *turn,
              guint            index,
              const char      *role_key,
              const char      *text_key)
{
  ExmJsonText key, role;
  gboolean    has_role = FALSE;
  gboolean    has_text = FALSE;

  if (!exm_json_scan_enter_object (self->scan))
    return FALSE;
  while (exm_json_scan_next_key (self->scan, &key))
    {
      gboolean ok;

      if (exm_json_text_equal (&key, role_key))
        {
          has_role = TRUE;
          ok = exm_json_scan_string (self->scan, &role) &&
               role_of_message (self, &role, self->saw_conversations, &turn->role);
        }
      else if (exm_json_text_equal (&key, text_key))
        {
          has_text = TRUE;
          ok = take_message_text (self, turn, index);
        }
      else if (exm_json_text_equal (&key, "tool_calls") || exm_json_text_equal (&key, "function_call"))
        {
          self->record.odd = TRUE;
          turn->rich = TRUE;
          if (turn->literal.to == 0)
            turn->text = key;
          ok = exm_json_scan_skip (self->scan, NULL);
        }
      else
        {
          self->record.odd = TRUE;
          ok = exm_json_scan_skip (self->scan, NULL);
        }
      if (!ok)
        return FALSE;
    }
  if (exm_json_scan_fault (self->scan) != NULL)
    return FALSE;
  if (!has_role)
    return _exm_record_fail (self, EXM_REASON_WRONG_ROLES);
  turn->rich |= turn->role == EXM_ROLE_OTHER;
  return has_text || turn->rich || _exm_record_fail (self, EXM_REASON_EMPTY_TEXT);
}

gboolean
_exm_record_take_messages (ExmRecordParser *self,
                           const char      *role_key,
                           const char      *text_key)
{
  ExmRecord *record = &self->record;

  if (!exm_json_scan_enter_array (self->scan))
    return FALSE;
  record->turns_at = exm_json_scan_offset (self->scan);
  while (exm_json_scan_next_item (self->scan))
    {
      ExmRecordTurn turn = { .role = EXM_ROLE_OTHER, .text = { "", 0 } };
      guint         index = record->turns->len + (record->has_system ? 1 : 0);

      turn.object.from = _exm_record_here (self);
      if (!take_message (self, &turn, record->turns->len, role_key, text_key))
        return FALSE;
      turn.object.to = exm_json_scan_offset (self->scan);
      if (turn.role != EXM_ROLE_SYSTEM)
        {
          g_array_append_val (record->turns, turn);
          continue;
        }

      if (index > 0)
        return _exm_record_fail (self, EXM_REASON_WRONG_ROLES);
      record->has_system = TRUE;
      record->system = turn.text;
      record->system_literal = turn.literal;
      record->system_object = turn.object;
      /* Its further parts do not belong to turn 0. */
      for (guint i = 0; i < record->drops->len; i++)
        g_array_index (record->drops, ExmRecordDrop, i).turn = G_MAXUINT;
    }
  return exm_json_scan_fault (self->scan) == NULL;
}
