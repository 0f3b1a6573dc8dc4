/* exm-outfile-private.h - a file that is there whole or not at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-format.h"

G_BEGIN_DECLS

/* Writes go to a temporary file beside the target (0600); finishing syncs it, renames
 * it over the target and syncs the folder. Clearing without finishing removes it. */
typedef struct
{
  char    *path;
  char    *temporary;
  char    *name; /* for people */
  int      fd;
  GString *buffer;
  guint64  bytes; /* written, with what is buffered */
} ExmOutfile;

/* @replace: the target may be there already; then its mode is kept. */
gboolean _exm_outfile_open (ExmOutfile *self,
                            GFile      *file,
                            gboolean    replace,
                            GError    **error);

/* Call after appending to @buffer: writes it out when it is large. */
gboolean _exm_outfile_flush (ExmOutfile *self,
                             gboolean    all,
                             GError    **error);
gboolean _exm_outfile_finish (ExmOutfile *self,
                              gboolean    replace,
                              GError    **error);
void     _exm_outfile_clear (ExmOutfile *self);

G_END_DECLS
