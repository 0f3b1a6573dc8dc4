/* exm-submit-mask.h - personal data masked in a line that is sent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * exm_submit_mask_line:
 * @line: a line of a training file, as it would be sent
 * @kinds: bits of #ExmPersonal, see exm_upload_mask_get(); 0 = none
 *
 * Masks every text in it: the post, earlier turns, the system instruction, an answer
 * in free text, and whatever else its source had. O(length).
 *
 * Returns: %FALSE when it is no JSON; then it must not be sent
 */
gboolean exm_submit_mask_line (GString *line,
                               guint    kinds);

G_END_DECLS
