package adjoint.compiler.onnx.proto;

import java.util.Arrays;
import java.util.Optional;

/** What a tensor's elements are: the codes of TensorProto.DataType. */
public enum ElementType {
  FLOAT(1, 32, Family.REAL), UINT8(2, 8, Family.WHOLE), INT8(3, 8, Family.WHOLE), UINT16(4, 16, Family.WHOLE),
  INT16(5, 16, Family.WHOLE), INT32(6, 32, Family.WHOLE), INT64(7, 64, Family.WHOLE), STRING(8, 0, Family.OTHER),
  BOOL(9, 8, Family.TRUTH), FLOAT16(10, 16, Family.REAL), DOUBLE(11, 64, Family.REAL), UINT32(12, 32, Family.WHOLE),
  UINT64(13, 64, Family.WHOLE), COMPLEX64(14, 64, Family.OTHER), COMPLEX128(15, 128, Family.OTHER),
  BFLOAT16(16, 16, Family.REAL), FLOAT8E4M3FN(17, 8, Family.OTHER), FLOAT8E4M3FNUZ(18, 8, Family.OTHER),
  FLOAT8E5M2(19, 8, Family.OTHER), FLOAT8E5M2FNUZ(20, 8, Family.OTHER), UINT4(21, 4, Family.WHOLE),
  INT4(22, 4, Family.WHOLE), FLOAT4E2M1(23, 4, Family.OTHER), FLOAT8E8M0(24, 8, Family.OTHER),
  UINT2(25, 2, Family.OTHER), INT2(26, 2, Family.OTHER);

  /** Which elements of the language they become. */
  public enum Family {
    REAL, WHOLE, TRUTH, OTHER
  }

  private final int code;
  private final int bits;
  private final Family family;

  ElementType(int code, int bits, Family family) {
    this.code = code;
    this.bits = bits;
    this.family = family;
  }

  public int code() {
    return code;
  }

  /** Of one element among raw data; 0 where they have no size. */
  public int bits() {
    return bits;
  }

  public Family family() {
    return family;
  }

  /** The one of a code; empty where there is none. */
  public static Optional<ElementType> of(long code) {
    return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
  }
}
