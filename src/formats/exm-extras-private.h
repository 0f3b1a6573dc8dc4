/* exm-extras-private.h - columns of a table that are nothing to us, kept with the example
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-json-scan.h"

G_BEGIN_DECLS

/* They lie in a dataset as the raw source of their example (dialect CSV): for each
 * column u32 length, name, u32 length, value; little endian. docs/file-format.md. */

void _exm_extras_append (GString           *packed,
                         const ExmJsonText *name,
                         const ExmJsonText *value);

/* Walks over them; FALSE at the end, and where the bytes are none. */
typedef struct
{
  const char *at;
  const char *end;
} ExmExtrasIter;

gboolean _exm_extras_next (ExmExtrasIter *iter,
                           ExmJsonText   *name,
                           ExmJsonText   *value);

/* The columns of all examples of a table, in the order in which they came. Two of one
 * name in the same example are two columns. */
typedef struct
{
  GPtrArray  *names;  /* of GString */
  GHashTable *places; /* name, NUL and how many before have it -> index + 1 */
  GArray     *values; /* of ExmJsonText: of the present example */
  GString    *key;
} ExmExtras;

void _exm_extras_init (ExmExtras *self);
void _exm_extras_clear (ExmExtras *self);

/* Adds the columns that @packed has more. */
void _exm_extras_learn (ExmExtras  *self,
                        const char *packed,
                        gsize       len);

/* Sets @values to those of @packed, borrowed, one for each of @names. */
void _exm_extras_spread (ExmExtras  *self,
                         const char *packed,
                         gsize       len);

G_END_DECLS
