/* exm-sniff-private.h - the parts of the first look at a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exm-block-private.h"
#include "exm-sniff.h"

G_BEGIN_DECLS

#define EXM_SNIFF_SIZE (256 * 1024)
#define EXM_SNIFF_RECORDS 200
#define EXM_SNIFF_SAMPLES 5

/* Each works on the decoded beginning @head of the source; @whole: it is all of it. */
ExmDialect _exm_sniff_json (ExmSniff *self,
                            GBytes   *head,
                            gboolean  whole);
char       _exm_sniff_delimiter (GBytes  *head,
                                 gboolean whole,
                                 gboolean is_table);
void       _exm_sniff_table (ExmSniff *self,
                             GBytes   *head,
                             gboolean  whole,
                             gboolean  find_header);

/* Which column is what (exm-sniff-columns.c); @records: (element-type GStrv), those
 * below the header begin with @from. */
gboolean _exm_sniff_has_header (GPtrArray *records);
void     _exm_sniff_map_columns (ExmSniff  *self,
                                 GPtrArray *records,
                                 guint      from,
                                 guint      n_columns);
gboolean _exm_sniff_is_filled (GPtrArray *records,
                               guint      from,
                               guint      column);

/* Encoding, mark and line end from the raw beginning. */
gboolean _exm_sniff_bytes (ExmSniff     *self,
                           const guint8 *data,
                           gsize         len,
                           gboolean      whole);

G_END_DECLS
