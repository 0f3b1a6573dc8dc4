/* exm-bundle-private.h - the files of an archive: one, a folder or a ZIP file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-archive.h"
#include "exm-format.h"
#include "exm-source.h"

G_BEGIN_DECLS

/* How a file holds its records. */
typedef enum
{
  EXM_HOLDS_ARRAY,  /* JSON, perhaps behind "window.YTD.… =" */
  EXM_HOLDS_OBJECT, /* JSON, with arrays of known names in it */
  EXM_HOLDS_LINES,  /* JSON, one a line */
  EXM_HOLDS_TABLE,
  EXM_HOLDS_BLOCKS, /* CAR */
} ExmHolds;

typedef struct
{
  ExmSource *source;
  ExmService service;
  ExmHolds   holds;
  ExmLineEnd line_end;
  guint64    size;
} ExmPart;

/*
 * ExmBundle:
 * @parts: (element-type ExmPart): all of one service, in order of their names; may be
 *   empty
 * @owner: (nullable): whose archive it is, where a file beside the posts says so
 * @is_many: a folder or ZIP file, so that no other reader can do anything with it
 */
typedef struct
{
  GPtrArray *parts;
  GPtrArray *notes; /* of ExmPart: whole texts of what parts have cut */
  char      *owner;
  gboolean   is_many;
} ExmBundle;

#define EXM_BUNDLE_PARTS 500

/* What of @source is an archive's, by looking at the beginnings of its files. */
ExmBundle *_exm_bundle_new (ExmSource    *source,
                            GCancellable *cancellable,
                            GError      **error);
void       _exm_bundle_free (ExmBundle *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmBundle, _exm_bundle_free)

/* Whether the part's file is one of an archive, and which. @error: only when it cannot
 * be read, or is known to hold no posts (%EXM_FORMAT_ERROR_UNSUPPORTED). */
gboolean _exm_part_look (ExmPart      *part,
                         gboolean     *found,
                         GCancellable *cancellable,
                         GError      **error);

/* Names of the arrays that hold posts, ended by NULL. */
extern const char *const _exm_list_names[];

G_END_DECLS
