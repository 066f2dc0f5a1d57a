"""Every text the chat shows, one catalogue for each language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Strings:
    """The texts of one language. Placeholders are filled with `str.format`."""

    language: str
    language_name: str
    title: str
    description: str
    as_of: str
    placeholder: str
    loading: str
    input_label: str
    input_placeholder: str
    send: str
    stop: str
    new_conversation: str
    retry: str
    retry_hint: str
    edit: str
    edit_hint: str
    copy: str
    copied: str
    not_copied: str
    save_markdown: str
    save_json: str
    file_name: str
    asked: str
    chat_label: str
    to_end: str
    good: str
    bad: str
    comment: str
    send_comment: str
    cancel: str
    thanks: str
    not_sent: str
    source: str
    source_hint: str
    source_missing: str
    close: str
    well_supported: str
    partly_supported: str
    partly_answered: str
    abstained: str
    related: str
    not_answered: str
    stopped: str
    failed: str
    busy: str
    late: str
    too_long: str
    document_as_of: str
    original: str
    permalink: str
    copy_permalink: str
    also_in: str
    shortened: str
    page: str
    back: str
    connection_lost: str
    reconnecting: str
    close_notice: str


EN = Strings(
    language="en",
    language_name="English",
    title="NISC Assistant",
    description="Questions about Japan’s National center of Incident readiness and Strategy for Cybersecurity.",
    as_of="Answers only from its sources, as of {date}.",
    placeholder="Ask a question. Every statement of the answer links to the passage it comes from.",
    loading="The assistant is still starting. You can already type: your question is answered as soon as it is ready.",
    input_label="Your question",
    input_placeholder="Ask about NISC …",
    send="Send",
    stop="Stop",
    new_conversation="New conversation",
    retry="Retry",
    retry_hint="Retry the last question",
    edit="Edit",
    edit_hint="Edit the last question",
    copy="Copy",
    copied="Copied",
    not_copied="Could not be copied",
    save_markdown="Save as Markdown",
    save_json="Save as JSON",
    file_name="conversation",
    asked="Question",
    chat_label="Conversation",
    to_end="To the end of the conversation",
    good="This answer helped",
    bad="This answer did not help",
    comment="Anything to add? (optional)",
    send_comment="Send comment",
    cancel="Cancel",
    thanks="Thank you for your feedback.",
    not_sent="Your feedback could not be sent. Please try again.",
    source="Source",
    source_hint="Choose a number in an answer to read the passage it comes from.",
    source_missing="This source could not be loaded.",
    close="Close source",
    well_supported="Well supported",
    partly_supported="Partly supported: check the source",
    partly_answered="Partly answered",
    abstained="Not in the sources",
    related="Worth reading, though it does not answer the question",
    not_answered="No answer",
    stopped="Stopped",
    failed="Something went wrong. Please ask again.",
    busy="Many people are asking at this moment. Please ask again in a few seconds.",
    late="The answer took too long and was given up. Please ask again, or ask a shorter question.",
    too_long="The question is too long. Please shorten it to {limit} characters.",
    document_as_of="as of {date}",
    original="Original page",
    permalink="Link to this passage",
    copy_permalink="Copy link",
    also_in="The same text also stands in:",
    shortened="Only the part around the passage is shown.",
    page="p. {number}",
    back="Back to the assistant",
    connection_lost="Connection lost",
    reconnecting="The server cannot be reached. The page goes on as soon as it can.",
    close_notice="Close notice",
)


JA = Strings(
    language="ja",
    language_name="日本語",
    title="NISC アシスタント",
    description="内閣サイバーセキュリティセンター（NISC）についての質問に答えます。",
    as_of="{date} 時点の資料だけをもとに答えます。",
    placeholder="質問を入力してください。回答の各文から、もとの箇所を確認できます。",
    loading="アシスタントを起動しています。質問は今すぐ入力でき、準備ができしだいお答えします。",
    input_label="質問",
    input_placeholder="NISC について質問する",
    send="送信",
    stop="停止",
    new_conversation="新しい会話",
    retry="再質問",
    retry_hint="最後の質問を再質問",
    edit="編集",
    edit_hint="最後の質問を編集",
    copy="コピー",
    copied="コピーしました",
    not_copied="コピーできませんでした",
    save_markdown="Markdown で保存",
    save_json="JSON で保存",
    file_name="会話",
    asked="質問",
    chat_label="会話",
    to_end="会話の最後へ",
    good="役に立った",
    bad="役に立たなかった",
    comment="ご意見（任意）",
    send_comment="意見を送る",
    cancel="キャンセル",
    thanks="ご意見ありがとうございます。",
    not_sent="送信できませんでした。もう一度お試しください。",
    source="出典",
    source_hint="回答の番号を選ぶと、もとの箇所が表示されます。",
    source_missing="出典を読み込めませんでした。",
    close="出典を閉じる",
    well_supported="十分な根拠あり",
    partly_supported="根拠は一部のみ（出典を確認してください）",
    partly_answered="一部のみ回答",
    abstained="資料に記載なし",
    related="質問への答えではありませんが、関連する箇所",
    not_answered="回答できません",
    stopped="停止しました",
    failed="エラーが発生しました。もう一度お試しください。",
    busy="ただいま質問が集中しています。数秒後にもう一度お試しください。",
    late="回答に時間がかかりすぎたため中止しました。もう一度、または短い質問でお試しください。",
    too_long="質問が長すぎます。{limit}字以内に短くしてください。",
    document_as_of="{date} 時点",
    original="元のページ",
    permalink="この箇所へのリンク",
    copy_permalink="リンクをコピー",
    also_in="同じ文章がある箇所：",
    shortened="該当箇所の前後のみを表示しています。",
    page="{number}ページ",
    back="アシスタントに戻る",
    connection_lost="接続が切れました",
    reconnecting="サーバーに接続できません。接続が回復すると自動的に再開します。",
    close_notice="お知らせを閉じる",
)

CATALOGUES = {strings.language: strings for strings in (EN, JA)}


def strings_for(language: str) -> Strings:
    """The catalogue of that language, or English."""
    return CATALOGUES.get(language, EN)
