/* exm-record-pairs.c - lines without turns: a text and an answer or label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-record-parser-private.h"

#include <string.h>

static int
find_name (const char *const *names,
           guint              n,
           const char        *name,
           gsize              len)
{
  for (guint i = 0; i < n; i++)
    if (strlen (names[i]) == len && g_ascii_strncasecmp (names[i], name, len) == 0)
      return (int)i;
  return -1;
}

int
_exm_usual_text_name (const char *name,
                      gsize       len)
{
  static const char *const names[] = {
    "text", "post", "tweet", "comment", "review", "sentence", "message", "content", "body",
    "question", "query", "utterance", "input", "input_text", "prompt", "document", "title", "description"
  };

  return find_name (names, G_N_ELEMENTS (names), name, len);
}

int
_exm_usual_label_name (const char *name,
                       gsize       len)
{
  static const char *const names[] = {
    "label", "labels", "sentiment", "emotion", "category", "class", "target", "intent", "tag",
    "output", "output_text", "answer", "response", "completion", "score", "rating"
  };

  return find_name (names, G_N_ELEMENTS (names), name, len);
}

/* A string, number or word as text; null is absent. FALSE: broken JSON. */
static gboolean
take_scalar (ExmRecordParser *self,
             ExmPair          pair)
{
  ExmJsonText *text = &self->pairs[pair];

  self->has_pairs &= ~(1u << pair);
  self->unlike &= ~(1u << pair);
  switch (exm_json_scan_peek (self->scan))
    {
    case EXM_JSON_STRING:
      self->has_pairs |= 1u << pair;
      return exm_json_scan_string (self->scan, text);
    case EXM_JSON_NUMBER:
    case EXM_JSON_TRUE:
    case EXM_JSON_FALSE:
      self->has_pairs |= 1u << pair;
      return exm_json_scan_skip (self->scan, text);
    case EXM_JSON_NULL:
      return exm_json_scan_null (self->scan);
    case EXM_JSON_OBJECT:
    case EXM_JSON_ARRAY:
    case EXM_JSON_INVALID:
    default:
      self->unlike |= 1u << pair;
      return exm_json_scan_skip (self->scan, NULL);
    }
}

gboolean
_exm_record_take_pair (ExmRecordParser   *self,
                       const ExmJsonText *key,
                       gboolean          *taken)
{
  static const char *const names[] = {
    [EXM_PAIR_INPUT_TEXT] = "input_text",
    [EXM_PAIR_OUTPUT_TEXT] = "output_text",
    [EXM_PAIR_PROMPT] = "prompt",
    [EXM_PAIR_COMPLETION] = "completion",
    [EXM_PAIR_RESPONSE] = "response",
    [EXM_PAIR_INSTRUCTION] = "instruction",
    [EXM_PAIR_INPUT] = "input",
    [EXM_PAIR_OUTPUT] = "output",
    [EXM_PAIR_SYSTEM] = "system",
  };
  int rank;

  *taken = TRUE;
  if (self->text_key != NULL || self->label_key != NULL)
    {
      if (self->text_key != NULL && exm_json_text_equal (key, self->text_key))
        return take_scalar (self, EXM_PAIR_TEXT);
      if (self->label_key != NULL && exm_json_text_equal (key, self->label_key))
        return take_scalar (self, EXM_PAIR_LABEL);
      *taken = FALSE;
      return TRUE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (exm_json_text_equal (key, names[i]))
      return take_scalar (self, (ExmPair)i);

  rank = _exm_usual_text_name (key->data, key->len);
  if (rank >= 0 && rank < self->text_rank && exm_json_scan_peek (self->scan) == EXM_JSON_STRING)
    {
      self->record.odd |= self->text_rank != G_MAXINT;
      self->text_rank = rank;
      return take_scalar (self, EXM_PAIR_TEXT);
    }
  rank = _exm_usual_label_name (key->data, key->len);
  if (rank >= 0 && rank < self->label_rank)
    {
      self->record.odd |= self->label_rank != G_MAXINT;
      self->label_rank = rank;
      return take_scalar (self, EXM_PAIR_LABEL);
    }
  *taken = FALSE;
  return TRUE;
}

static gboolean
has (ExmRecordParser *self,
     ExmPair          pair)
{
  return (self->has_pairs & 1u << pair) != 0;
}

static void
add_turn (ExmRecordParser *self,
          ExmRole          role,
          ExmPair          pair)
{
  ExmRecordTurn turn = { .role = role, .text = self->pairs[pair] };

  turn.literal.to = 1; /* real text, though never written back into its line */
  g_array_append_val (self->record.turns, turn);
}

/* Empty answers are absent ones: tables and pairs leave them out this way. */
static void
add_answer (ExmRecordParser *self,
            ExmPair          pair)
{
  if (has (self, pair) && !_exm_text_is_blank (self->pairs[pair].data, self->pairs[pair].len))
    add_turn (self, EXM_ROLE_MODEL, pair);
}

gboolean
_exm_record_finish_pairs (ExmRecordParser *self)
{
  static const struct
  {
    ExmDialect dialect;
    ExmPair    question;
    ExmPair    answers[3];
  } shapes[] = {
    { EXM_DIALECT_OBJECTS, EXM_PAIR_TEXT, { EXM_PAIR_LABEL, EXM_PAIR_OUTPUT, EXM_PAIR_RESPONSE } },
    { EXM_DIALECT_PALM, EXM_PAIR_INPUT_TEXT, { EXM_PAIR_OUTPUT_TEXT, EXM_PAIR_OUTPUT, EXM_PAIR_RESPONSE } },
    { EXM_DIALECT_PROMPT, EXM_PAIR_PROMPT, { EXM_PAIR_COMPLETION, EXM_PAIR_RESPONSE, EXM_PAIR_OUTPUT } },
    { EXM_DIALECT_ALPACA, EXM_PAIR_INSTRUCTION, { EXM_PAIR_OUTPUT, EXM_PAIR_RESPONSE, EXM_PAIR_COMPLETION } },
    { EXM_DIALECT_OBJECTS, EXM_PAIR_INPUT, { EXM_PAIR_OUTPUT, EXM_PAIR_LABEL, EXM_PAIR_RESPONSE } },
  };
  ExmRecord *record = &self->record;
  guint      i;

  for (i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      /* {"text":…} is an object line unless a dialect's own pair is there. */
      if (has (self, shapes[i].question) &&
          (i > 0 || !(has (self, EXM_PAIR_INPUT_TEXT) || has (self, EXM_PAIR_INSTRUCTION) || has (self, EXM_PAIR_PROMPT))))
        break;
      if ((self->unlike & 1u << shapes[i].question) != 0)
        return _exm_record_fail (self, EXM_REASON_WRONG_TYPE);
    }
  if (i == G_N_ELEMENTS (shapes))
    return _exm_record_fail (self, EXM_REASON_UNKNOWN_SHAPE);

  record->dialect = shapes[i].dialect;
  if (has (self, EXM_PAIR_SYSTEM))
    {
      record->has_system = TRUE;
      record->system = self->pairs[EXM_PAIR_SYSTEM];
    }
  if (record->dialect == EXM_DIALECT_ALPACA && has (self, EXM_PAIR_INPUT) &&
      !_exm_text_is_blank (self->pairs[EXM_PAIR_INPUT].data, self->pairs[EXM_PAIR_INPUT].len))
    {
      /* The instruction is what all lines share; the input is the post. */
      if (!record->has_system)
        record->system = self->pairs[EXM_PAIR_INSTRUCTION];
      else
        _exm_record_join (self, &record->system, &self->pairs[EXM_PAIR_INSTRUCTION]);
      record->has_system = TRUE;
      add_turn (self, EXM_ROLE_USER, EXM_PAIR_INPUT);
    }
  else
    {
      add_turn (self, EXM_ROLE_USER, shapes[i].question);
    }

  for (guint k = 0; k < G_N_ELEMENTS (shapes[i].answers); k++)
    {
      if ((self->unlike & 1u << shapes[i].answers[k]) != 0)
        return _exm_record_fail (self, EXM_REASON_WRONG_TYPE);
      if (has (self, shapes[i].answers[k]))
        {
          add_answer (self, shapes[i].answers[k]);
          break;
        }
    }
  return TRUE;
}
