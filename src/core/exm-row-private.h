/* exm-row-private.h - how the model fills its rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-page-private.h"
#include "exm-row-model.h"

G_BEGIN_DECLS

ExmRow *_exm_row_new (ExmRowModel *model,
                      ExmRowId     id,
                      guint        position);

/* The model is gone: the row keeps what it knows. */
void _exm_row_forget_model (ExmRow *self);
void _exm_row_set_position (ExmRow *self,
                            guint   position);

/* Takes the row's texts, @content of @page; says `changed` if they are other ones, or if
 * those that it had were asked for before @all_changed: labels may have other names since. */
void _exm_row_set_page (ExmRow           *self,
                        ExmPage          *page,
                        const ExmPageRow *content,
                        guint64           all_changed);
void _exm_row_emit_changed (ExmRow *self);

/**
 * _exm_row_show_label: @label in place of the stored one, until as many commits
 * as were shown have touched the row and a page newer than the last has come.
 */
void     _exm_row_show_label (ExmRow    *self,
                              ExmLabelId label);
void     _exm_row_committed (ExmRow *self,
                             guint64 stamp);
gboolean _exm_row_drop_shown (ExmRow *self);

/* model.c, called by a row */
guint    _exm_row_model_place (ExmRowModel *self,
                               ExmRowId     id,
                               guint        position);
gboolean _exm_row_model_is_plain (ExmRowModel *self);
void     _exm_row_model_forget (ExmRowModel *self,
                                ExmRow      *row);

G_END_DECLS
