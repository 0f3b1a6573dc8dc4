/* exm-record-private.h - one line of JSON as an example
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-example.h"
#include "exm-format.h"
#include "exm-json-scan.h"

G_BEGIN_DECLS

/* A place in the line; to == 0: none. */
typedef struct
{
  gsize from;
  gsize to;
} ExmSpan;

/*
 * ExmRecordTurn:
 * @text: what a person reads of it; of several text parts joined by blank lines, of a
 *   function call its name, of a file its address
 * @object: the whole turn in the line
 * @literal: the string with its quotes that @text came from; none when @text is only
 *   shown
 * @rich: has parts that are not text
 */
typedef struct
{
  ExmRole     role;
  ExmJsonText text;
  ExmSpan     object;
  ExmSpan     literal;
  gboolean    rich;
} ExmRecordTurn;

/* A further text part of a turn: goes when the turn's text is replaced. */
typedef struct
{
  guint   turn;
  ExmSpan span; /* from the end of the part before, so with its comma */
} ExmRecordDrop;

/*
 * ExmRecord:
 * @dialect: of this line
 * @input: index of the turn with the last text of the user
 * @output: index of the last turn when it is the model's, -1 = none
 * @members_at: just behind the opening brace
 * @turns_at: just behind the opening bracket of the turns
 * @system_object: the member (contents) or the message with the system instruction
 * @odd: the fields alone would not give this JSON value again: keep the line
 * @rich: has parts that are not text: other dialects cannot say it
 *
 * Texts are borrowed from the line or the parser until its next line.
 */
typedef struct
{
  ExmDialect  dialect;
  gboolean    has_system;
  ExmJsonText system;
  ExmSpan     system_literal;
  ExmSpan     system_object;
  GArray     *turns; /* ExmRecordTurn */
  GArray     *drops; /* ExmRecordDrop */
  int         input;
  int         output;
  gsize       members_at;
  gsize       turns_at;
  gboolean    odd;
  gboolean    rich;
} ExmRecord;

/*
 * ExmRecordFault:
 * @has_position: @json says what is wrong with the JSON, and where
 */
typedef struct
{
  ExmReason    reason;
  gboolean     has_position;
  ExmJsonFault json;
} ExmRecordFault;

/* What a fault of the JSON is for a line. */
void _exm_record_fault_of_json (ExmRecordFault     *fault,
                                const ExmJsonFault *json);

/* The sentence for people: the reason, and the position where there is one. */
char *_exm_record_fault_message (const ExmRecordFault *fault);

typedef struct _ExmRecordParser ExmRecordParser;

/* @hint: the file's dialect, for lines that could be of two. @text_key, @label_key:
 * (nullable): members of objects; NULL = the usual names. */
ExmRecordParser *_exm_record_parser_new (ExmDialect  hint,
                                         const char *text_key,
                                         const char *label_key);
void             _exm_record_parser_free (ExmRecordParser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmRecordParser, _exm_record_parser_free)

/* NULL: @fault says why. A record without an output is returned; whether that is a
 * fault is for the caller to say. */
const ExmRecord *_exm_record_parse (ExmRecordParser *self,
                                    const char      *line,
                                    gsize            len,
                                    ExmRecordFault  *fault);

/* Where a usual name of a post's or label's member or column stands in our list of
 * them, best first; -1 = not one. Case does not matter. */
int _exm_usual_text_name (const char *name,
                          gsize       len);
int _exm_usual_label_name (const char *name,
                           gsize       len);

gboolean _exm_text_is_blank (const char *text,
                             gsize       len);

G_END_DECLS
