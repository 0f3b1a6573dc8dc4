/* exm-submit-mask.c - personal data masked in a line that is sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-mask.h"

#include "exm-line-filter.h"
#include "exm-personal.h"

static char *
mask_text (const char *text,
           gpointer    user_data)
{
  return exm_personal_mask (text, GPOINTER_TO_UINT (user_data), NULL);
}

gboolean
exm_submit_mask_line (GString *line,
                      guint    kinds)
{
  return kinds == 0 || exm_line_filter (line, 0, mask_text, GUINT_TO_POINTER (kinds));
}
