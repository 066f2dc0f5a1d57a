"""Every text the chat shows, one catalogue for each language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Strings:
    """The texts of one language. Placeholders are filled with `str.format`."""

    language: str
    title: str
    description: str
    as_of: str
    placeholder: str
    input_label: str
    input_placeholder: str
    send: str
    stop: str
    new_conversation: str
    chat_label: str
    source: str
    source_hint: str
    source_missing: str
    close: str
    well_supported: str
    partly_supported: str
    abstained: str
    related: str
    not_answered: str
    stopped: str
    failed: str
    document_as_of: str
    original: str
    permalink: str
    also_in: str
    shortened: str
    back: str


EN = Strings(
    language="en",
    title="NISC Assistant",
    description="Questions about Japan’s National center of Incident readiness and Strategy for Cybersecurity.",
    as_of="Answers only from its sources, as of {date}.",
    placeholder="Ask a question. Every statement of the answer links to the passage it comes from.",
    input_label="Your question",
    input_placeholder="Ask about NISC …",
    send="Send",
    stop="Stop",
    new_conversation="New conversation",
    chat_label="Conversation",
    source="Source",
    source_hint="Choose a number in an answer to read the passage it comes from.",
    source_missing="This source could not be loaded.",
    close="Close source",
    well_supported="Well supported",
    partly_supported="Partly supported: check the source",
    abstained="Not in the sources",
    related="Worth reading, though it does not answer the question",
    not_answered="No answer",
    stopped="Stopped",
    failed="Something went wrong. Please ask again.",
    document_as_of="as of {date}",
    original="Original page",
    permalink="Link to this passage",
    also_in="The same text also stands in:",
    shortened="Only the part around the passage is shown.",
    back="Back to the assistant",
)

JA = Strings(
    language="ja",
    title="NISC アシスタント",
    description="内閣サイバーセキュリティセンター（NISC）についての質問に答えます。",
    as_of="{date} 時点の資料だけをもとに答えます。",
    placeholder="質問を入力してください。回答の各文から、もとの箇所を確認できます。",
    input_label="質問",
    input_placeholder="NISC について質問する",
    send="送信",
    stop="停止",
    new_conversation="新しい会話",
    chat_label="会話",
    source="出典",
    source_hint="回答の番号を選ぶと、もとの箇所が表示されます。",
    source_missing="出典を読み込めませんでした。",
    close="出典を閉じる",
    well_supported="十分な根拠あり",
    partly_supported="根拠は一部のみ（出典を確認してください）",
    abstained="資料に記載なし",
    related="質問への答えではありませんが、関連する箇所",
    not_answered="回答できません",
    stopped="停止しました",
    failed="エラーが発生しました。もう一度お試しください。",
    document_as_of="{date} 時点",
    original="元のページ",
    permalink="この箇所へのリンク",
    also_in="同じ文章がある箇所：",
    shortened="該当箇所の前後のみを表示しています。",
    back="アシスタントに戻る",
)

CATALOGUES = {strings.language: strings for strings in (EN, JA)}


def strings_for(language: str) -> Strings:
    """The catalogue of that language, or English."""
    return CATALOGUES.get(language, EN)
