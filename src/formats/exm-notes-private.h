/* exm-notes-private.h - the whole texts of posts that an archive has cut
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* X cuts long posts in tweets.js and has their whole texts in note-tweet.js, which
 * does not say whose text is whose. A post and its whole text were written in the
 * same second, and the one begins as the other does. */
typedef struct _ExmNotes ExmNotes;

ExmNotes *_exm_notes_new (void);
void      _exm_notes_free (ExmNotes *self);

void _exm_notes_add (ExmNotes   *self,
                     const char *text,
                     gint64      time);

/* (nullable): the whole text of a post that is cut, borrowed; NULL: it is whole. */
const char *_exm_notes_find (ExmNotes   *self,
                             const char *post,
                             gint64      time);

/* Those that were never found: their posts are not in the archive. */
guint _exm_notes_count_lost (ExmNotes *self);

G_END_DECLS
