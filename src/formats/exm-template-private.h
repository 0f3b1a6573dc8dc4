/* exm-template-private.h - a template as what stands before and after its slot
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <string.h>

#include "exm-json-scan.h"
#include "exm-task.h"

G_BEGIN_DECLS

/* Borrowed from the template; found once, used for each row. */
typedef struct
{
  ExmJsonText before;
  ExmJsonText after;
} ExmAffixes;

static inline ExmAffixes
_exm_affixes_of (const char *template_,
                 const char *slot)
{
  const char *at = strstr (template_, slot);
  ExmAffixes  affixes = { { "", 0 }, { "", 0 } };

  if (at != NULL)
    {
      affixes.before = (ExmJsonText){ template_, (gsize)(at - template_) };
      affixes.after = (ExmJsonText){ at + strlen (slot), strlen (at + strlen (slot)) };
    }
  return affixes;
}

static inline gboolean
_exm_affixes_are_bare (const ExmAffixes *self)
{
  return self->before.len == 0 && self->after.len == 0;
}

/* @text without them; FALSE: it does not follow the template. */
static inline gboolean
_exm_affixes_strip (const ExmAffixes *self,
                    ExmJsonText      *text)
{
  if (text->len < self->before.len + self->after.len ||
      memcmp (text->data, self->before.data, self->before.len) != 0 ||
      memcmp (text->data + text->len - self->after.len, self->after.data, self->after.len) != 0)
    return FALSE;
  text->data += self->before.len;
  text->len -= self->before.len + self->after.len;
  return TRUE;
}

G_END_DECLS
