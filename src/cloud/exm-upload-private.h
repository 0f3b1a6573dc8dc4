/* exm-upload-private.h - single requests of an upload session
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-upload.h"

G_BEGIN_DECLS

/* What an answer in a session means. */
typedef enum
{
  EXM_SESSION_MORE,     /* goes on at @next */
  EXM_SESSION_COMPLETE, /* the server says the object is there */
  EXM_SESSION_GONE,     /* unknown or ended session */
  EXM_SESSION_EXISTS,   /* 412: there is an object of that name */
  EXM_SESSION_DOUBT,    /* no answer, or trouble that passes: ask how far it is */
  EXM_SESSION_REFUSED,  /* 400: it does not fit what the server has */
  EXM_SESSION_NONSENSE, /* an answer that makes no sense */
  EXM_SESSION_FAILED,   /* an error that stays */
} ExmSessionVerdict;

typedef struct
{
  ExmSessionVerdict verdict;
  gint64            next;        /* MORE: first byte that is missing */
  ExmStoredObject  *object;      /* COMPLETE, nullable */
  GError           *error;       /* what to say if it stays so, nullable */
  gint64            retry_after; /* lower bound in ms, -1 none */
} ExmSessionReply;

void _exm_session_reply_clear (ExmSessionReply *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExmSessionReply, _exm_session_reply_clear)

/* "bytes=0-K" to K + 1; 0 if @range is NULL; -1 if malformed. */
gint64 _exm_parse_range (const char *range);

/* Fills @uri (transfer full) when the verdict is MORE. */
void _exm_session_start (ExmGoogle       *google,
                         const ExmUpload *upload,
                         gint64           size,
                         guint32          crc,
                         char           **uri,
                         GCancellable    *cancellable,
                         ExmSessionReply *reply);

/* @length bytes of @fd at @offset; 0 bytes asks how far the server is. */
void _exm_session_put (ExmGoogle          *google,
                       const char         *uri,
                       int                 fd,
                       gint64              offset,
                       gint64              length,
                       gint64              size,
                       guint32             crc,
                       ExmHttpProgressFunc progress,
                       gpointer            user_data,
                       GCancellable       *cancellable,
                       ExmSessionReply    *reply);

/* Whether @uri may be used with this session at all. */
gboolean _exm_session_uri_is_ours (ExmGoogle  *google,
                                   const char *uri);

G_END_DECLS
